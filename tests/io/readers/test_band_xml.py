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
