// Segments the picture that is open with gmmseg and opens the label map and the outlines in the ROI manager.
// Fiji and ImageJ: Plugins > Macros > Install..., or drop it on the toolbar. It calls the command gmmseg.
#@ String (label="Command", value="gmmseg") command
#@ String (label="Segments (auto, a number, or a range as 2-8)", value="auto") segments
#@ Float (label="Smoothing", value=1.0, min=0, max=100) smoothing
#@ Boolean (label="Outlines in the ROI manager", value=false) outlines

title = getTitle();
folder = getDirectory("temp") + "gmmseg-" + d2s(getTime(), 0) + File.separator;
File.makeDirectory(folder);
picture = folder + "picture.tif";
run("Duplicate...", "title=gmmseg-picture");
saveAs("Tiff", picture);
close();
kinds = "labels-tif,table";
if (outlines) {
    kinds = kinds + ",imagej-roi";
}
told = exec(command, "segment", picture, "--segments", segments, "--smooth", d2s(smoothing, 3), "--export", kinds, "--output", folder);
labels = folder + "picture_labels.tif";
if (!File.exists(labels)) {
    exit("gmmseg made no segments. It said:\n" + told + "\nIf the command is not found, give its whole path as Command.");
}
open(labels);
rename(title + ": segments");
run("glasbey on dark");
if (outlines) {
    roiManager("reset");
    roiManager("open", folder + "picture_RoiSet.zip");
}
print(told);
