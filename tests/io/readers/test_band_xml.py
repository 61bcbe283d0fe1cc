from gmmseg.imaging.image import ChannelInfo
from gmmseg.io.readers import band_xml


def test_names_stand_with_their_bands_and_others_stay_empty():
    text = '<GDALMetadata><Item name="DESCRIPTION" sample="1"> near\n infrared </Item></GDALMetadata>'

    assert band_xml.of_gdal(text, 2) == ([ChannelInfo(), ChannelInfo("near infrared")], ())


def test_a_value_is_no_data_only_where_all_bands_say_the_same():
    def said(first, second):
        return (
            f'<PAMDataset><PAMRasterBand band="1"><NoDataValue>{first}</NoDataValue></PAMRasterBand>'
            f'<PAMRasterBand band="2"><NoDataValue>{second}</NoDataValue></PAMRasterBand></PAMDataset>'
        )

    assert band_xml.beside(said("-9.5", "-9.5"), 2) == ([], -9.5, ())
    assert band_xml.beside(said("0", "1"), 2)[1] is None
    assert band_xml.beside(said("none", "none"), 2)[1] is None


def test_numbers_that_stand_for_others_are_reported_and_kept():
    text = (
        '<GDALMetadata><Item name="OFFSET" sample="1" role="offset">-0.10000000000000001</Item>'
        '<Item name="SCALE" sample="0" role="scale">1</Item>'
        '<Item name="SCALE" sample="1" role="scale">0.0001</Item></GDALMetadata>'
    )
    beside = (
        '<PAMDataset><PAMRasterBand band="1"><Scale>2</Scale><Offset>x</Offset></PAMRasterBand></PAMDataset>'
    )

    (note,) = band_xml.of_gdal(text, 2)[1]
    assert note.endswith("those of channel 2 stand for 0.0001 times as much minus 0.1.")
    assert band_xml.beside(beside, 1) == ([], None, ())
