<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>gmmseg</name>
    <message>
        <source>Fitting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning from seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labelling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zoom at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag, space-drag, middle-drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click on the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose that segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click, right-click with a tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add to an object, remove from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click on a mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift-click on a counted object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>select one more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete, M with objects selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>delete, merge them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold C</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>see the bare picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the line of a wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compare with the picture or another result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>see that segment alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rename the segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt-click an eye</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show only that segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click a channel&apos;s name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>see that channel alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space on a row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hide or show it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click a setting&apos;s name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reset it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open sa&amp;mple</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add &amp;pictures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remo&amp;ve picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Batch…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save project &amp;as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the mo&amp;del…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as &amp;code…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy p&amp;icture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy cu&amp;t-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy t&amp;able</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel what runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Less opaque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;More opaque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit in window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Actual pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Zoom to selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with a &amp;wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale &amp;bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours &amp;told apart by lightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous pag&amp;e or picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next page or pi&amp;cture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre&amp;vious picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Li&amp;ght</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add object as se&amp;gment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export objects…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colour…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hide or show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;only this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Merge selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unmer&amp;ge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Split in two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D&amp;elete segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Lock while others are painted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Areas &amp;in units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deal colours ane&amp;w</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Count objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Table of objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Merge selected objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete selected objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change c&amp;lass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take &amp;over cut-outs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import objects…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;More segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fewer segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose &amp;number automatically</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Com&amp;pare numbers of segments…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try nine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne&amp;xt seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Descri&amp;be…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare &amp;with a model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Live update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Update once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Default settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard and mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Guided tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Show hints again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About gmmseg</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong in gmmseg ({name}). Nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More or fewer segments: the keys . and , or the slider of segments on the right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To cut something out: take Select object by clicks (P) and click it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold C to see the bare picture; the wheel zooms where the cursor is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gmmseg {version} turns pictures into masks with Gaussian mixtures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo {act}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo {act}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is divided into segments that look alike, as soon as it is open. The wheel zooms, dragging moves it, a click chooses a segment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at one to see it alone. Double-click its name to rename it, its swatch to recolour it; select several and press M to merge them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many segments, how smooth: drag and see. A preset sets all of it for a kind of picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut an object out by clicks or a box, paint a segment, repaint labels. Each says above the picture what to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlay, segments, boundaries, uncertainty: keys 1 to 9. Hold C for the bare picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masks, tables, outlines and reports. Everything else is in the command palette: Ctrl+Shift+P.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>O&amp;bjects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hel&amp;p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No key does that; the command palette (Ctrl+Shift+P) lists everything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gmmseg divides it into segments that look alike, at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a picture on this computer  (Ctrl+O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a tour of 60 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Six places of the window, on a sample picture; skip it at any time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or try one of these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or go on with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample picture “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample picture: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent picture: {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guided tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worst first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put pictures that failed, and those least like the model&apos;s own, on top.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for pictures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {name} as the batch sees it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} as the batch sees it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models (*.gmm.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That of the open picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every picture gets the segments of the one that is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every picture gets the segments of a model that was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit each picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each is fitted for itself and its classes are matched; what is like none is “other”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit all together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One model is made of all pictures, and every picture gets its segments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture that the model does not explain is marked in the table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit it anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is fitted for itself, its classes matched with the model&apos;s; what is like none is “other”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No files are written for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the model moves towards each picture before it labels it; 0 leaves it as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaves pixels unassigned that no component explains: this share of pixels like those of the fit. 0 leaves it to the model or the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as in {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a folder here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With folders inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A .gmm.json file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture unlike the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where files go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} and {stem} stand for a picture&apos;s folder and name, {suffix} for its ending,
{number:04d} for its number, here with four digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace files that are there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many pictures are worked on at once; each needs memory for its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is written for each picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder of pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture, or choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the model file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder for results.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least one kind of file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlike the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making thumbnails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working through the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} · {rate} a second · {clock} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the model: {stage}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ended} of {total} pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{old} up to date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a folder of pictures here, or choose one at the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amber</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures of the batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter opens a picture with what was found in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} amber</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>amber</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By its size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture that takes longer than {minutes} minutes and {more} for each megapixel fails, and the others go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture that takes longer to read, or to work on, fails, and the others go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture may take for ever: the others wait.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds that a picture may take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit of a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The open picture. Wheel zooms, dragging and arrow keys move it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How wide brush and eraser are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How unlike pixels may be before growing stops, in sigmas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contiguous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take only pixels that are connected to the clicked one, not the whole picture&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As usual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Natural colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Infrared as red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As chosen below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recolour channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change gamma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show channels as usual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show one channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stretch channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as false colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the same part of both, instead of a line to drag.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remember the segments of now, to be compared with what comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the comparison  (Shift+C)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept: what comes is compared with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before: {before}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kept result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark an object first; then the right button removes from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add to object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The box holds no pixel of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of the picture; click to look at that place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of the picture. Click or drag to look there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each page by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the planes of an axis are pictures of their own, or the channels of one picture. Pictures are read anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play through the pages, segments and all; the model stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The segments of this page are those of the model of {page}. Fit a model to this page instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planes as channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{page}  (Page up, Page down)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{axis} as channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values {values}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scale is not known any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pixel is {length} wide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the length, such as 50 or 0.5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the file&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget the scale that was set by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pixel is {sides}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line is {length} pixels long. In truth it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Got it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Got it: show the next hint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never show this hint again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to move the picture, click to choose a segment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select object by clicks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click adds, right-click removes; click a mark to remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select object by box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a box around an object. Shift adds, right-drag removes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select object by lasso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw around an object. Shift adds, right-drag removes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click grows a region of like pixels. Shift adds, Alt removes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint adds, right-drag or Alt removes; cuts keep to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint a segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint the chosen segment; right-click chooses another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rub over strokes to remove them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repaint labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give pixels the chosen segment&apos;s label at once; the model learns nothing from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split objects by a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a line across objects that are counted; where some are selected, only these are split.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redraw an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint adds to the selected object, or makes one; right-drag removes, Alt paints over others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typical size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a circle as wide as a typical object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a line over a length that you know, then type it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tool: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Legend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, from {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly segments cover the picture  ([ and ])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 - margin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unexplained</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n regions</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Select a segment or an object first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segments laid over the picture in colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every pixel in the colour of its segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every segment in its mean colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boundaries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where segments meet, drawn on the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How surely each pixel belongs to the chosen segment (its posterior)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the segments compete for a pixel (entropy of the posterior)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected regions, coarse or fine as the slider of detail says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Margin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the two most probable segments are close (bright: as probable)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Density</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where no component explains the pixels (bright: unlike all that was learned)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a moment: segments are still being found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This pixel is not usable: nothing can grow from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark an object first; then Alt removes from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change tolerance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change contiguous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n segments · {time}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Merged segments were unmerged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Splits and deletions ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone: {act}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redone: {act}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segmenting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selecting the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locks ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting ready, which takes longer the first time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {share} of the picture · {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} failed because of a fault in gmmseg ({fault}). Nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} failed because there was not enough memory. Nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied a table of {n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied {what}, {width} × {height} pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the mask of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a moment: the object is still being cut out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select an object or a segment first, then copy its cut-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the label map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one kind of file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those in view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote {names} to {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Wrote %n files of {n} pictures to {where}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>There was nothing to write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote {names} and {n} more to {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} stands for the picture&apos;s name, {k} for the number of segments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which pictures of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {n} of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no segments yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n have no segments yet</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Folder to export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Wrote %n files of {done} of {n} pictures to {where}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{stage}, {number} of {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So it is with {more} more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the overlay from here to a folder or another program; a click copies it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag out the overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label map
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlay
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table
CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw numbers
TIFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masks
PNG each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut-outs
PNG each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft mattes
PNG each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions
16-bit PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean colours
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boundaries
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncertainty
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Margin
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Density
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maps
float TIFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability
PNG each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probabilities
float TIFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probabilities
OME-TIFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probabilities
HDF5, ilastik</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probabilities
NPZ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture, labels
OME-Zarr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines
GeoJSON, maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines
QuPath, packed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines
GeoPackage, maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label map
cloud GeoTIFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probabilities
cloud GeoTIFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines
QuPath</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines
ImageJ ROIs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons
COCO JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixel runs
COCO JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons
LabelMe JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons
YOLO text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines
SVG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statistics
CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plots
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table
Parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report
HTML page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measurements
CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary of objects
CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measurements
Parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object numbers
32-bit TIFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object numbers
16-bit PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object numbers
Cellpose TIFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object outlines
PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects alone
folder of PNGs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects
COCO JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects
YOLO text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects
LabelMe JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects
QuPath GeoJSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects
QuPath, packed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects
GeoPackage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects
ImageJ ROIs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object masks
PNG each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects
PNG each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{summary}
Needs a library: pip install &apos;gmmseg[formats]&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotations ({endings});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a moment: objects are still being found</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Take over %n objects</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Import objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no object here</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n objects were imported.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing changed: other objects keep their pixels unless Alt is held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count objects first (J)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select an object first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select two objects or more: Shift-click adds one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no cut-out object in view to take over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the selected objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw the line all across {chosen}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the one object that is redrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These objects are of that class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a segment in the list, then paint its label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repaint as {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count no objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of {setting}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects are made of one segment at least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget corrections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag over the bars to show objects in that range alone; double-click shows all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find the typical size in the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out what is below a tenth of the typical area.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Circularity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solidity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out those at the border</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How readily objects that touch are divided at their necks; 0 leaves them whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far an object is across, in pixels. Necks, specks and small holes are judged by it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller objects are left out, in pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger objects are left out, in pixels; 0 leaves out none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects less round than this are left out; a disc has 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects less convex than this are left out; without dents it is 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holes of any size inside one object belong to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects that touch the frame, or pixels that are masked out, are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Divides at dark lines, too, and leaves out haze and what is dim: for fluorescence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects are made of these segments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n corrections do not apply to these objects.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Divide segments into single objects; count and measure them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hint}
Double-click the name to reset it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose automatically: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects of {name}: {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}
Click to sort.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A row for each object, with what is measured of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show objects where, as: area &gt; 50 and circularity &lt; 0.8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Condition on objects that are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the objects that the filter leaves out; undo brings them back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the rows that are selected, or all that are shown, for a spreadsheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the table and other files of all objects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the table of objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measurement of the histogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the picture is shown, for the eye only: segments and measurements stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to change the brightness of this channel. Double-click to see it alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The channel that is shown as {colour}: any three make a false-colour picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brightness and contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the ends: what is black, what is white. {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stretch the channel over the values that nearly all of its pixels have. {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Above 1 brightens the middle. {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel shown as {colour}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of the segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTML page (*.html);;Markdown (*.md);;Text (*.txt);;JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description of {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paragraph on methods and its references are on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy methods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models ({endings})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python scripts ({endings})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describing segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adjust component</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model (first) and {name} (second)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a segment in the list to see what it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the segments…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each segment is, and why the pixel under the cursor has its label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adjust by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Component</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The component&apos;s share of the mixture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean of {name}; its standard deviation is {spread}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Component {number} of {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a pixel to see why it has its label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the pixels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No mixture of the whole picture was fitted yet: the global method fits one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a truth, or paint strokes, to see how often probabilities are right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature {temperature}: expected calibration error {before} as it is, {after} with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ranges}: {share} % of the picture. Click the plot to see all again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judge probabilities by a truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share that is right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judging probabilities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quantiles of a normal distribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram and densities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scatter plot and ellipses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Box plots by segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Q-Q plot of the segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dendrogram of merges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shares</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log-likelihood by iteration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reliability of probabilities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag over values to see their pixels; point at the picture to see its value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag over points to see their pixels; point at the picture to see its point.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A dot is one pixel of many: to be looked at, not to be tested.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the line, the segment is normal, as the model takes it to be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Components that join low are alike.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the pixels of the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is drawn while a mixture of the whole picture is fitted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the line, what is called 90 % is right nine times in ten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mixture as histograms, ellipses and more, linked with the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judge probabilities by what was painted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By a truth…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judge probabilities by a label map or annotations of this picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Divide the logarithms of probabilities by the temperature. Labels stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feature across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feature up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Gaussians that the segment is made of: their share of the mixture, and their means.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cohen&apos;s d: how far the segment is from all others together, in standard deviations. 0.2 is small, 0.8 large. It describes this picture: pixels are no independent samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The segment it is most easily confused with, by the Jeffries-Matusita distance: 0 the same, 2 no overlap; from 1.9 well apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean entropy of the probabilities of its pixels: 0 sure, 1 undecided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean Jaccard index with what refits to resampled parts of the picture find: from 0.75 stable, below 0.5 it falls apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make one segment of the two. It can be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Effect size of {feature}: {effect}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge with {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean of the feature, in its unit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the mixture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean ± standard deviation: {every}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done, the last at the bottom. Click to go back to a state, or forward again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{act}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{act}, now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{act}, undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of position and smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes wait now for Update once (F5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the number automatically: as many segments as the picture itself speaks for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Covariance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minimum region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Criterion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight prior</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Concentration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many kinds of area the picture falls into.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regional: what looks alike is one segment, wherever it lies, and regions say which of them live where. Global: one mixture on colour and place, each component a segment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More keeps each segment together in one place; 0 lets it lie anywhere its colour does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which differences in colour count: Lab follows the eye, Grey sees brightness alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the pattern around a pixel counts: it tells busy areas from even ones of the same colour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How freely a segment may stretch along shades: Full follows shadows and gradients, Spherical keeps to one shade (covariance of its component).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the fit begins; another start can find other segments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many starts are compared; more find a better fit more often, and take longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another number begins elsewhere; the same number gives the same segments again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More makes close shades one segment; less tells finer shades apart (smallest standard deviation, regularises covariances).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More removes specks and ragged edges; 0 labels every pixel by itself (spatial prior).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaves pixels unassigned that no component explains: this share of pixels like those of the fit, and many more of foreign ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How finely the picture is divided into connected regions; moving it shows them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions of fewer pixels join a neighbour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What chooses the number of segments where it is not given, of 2 to 12; Automatic is what the method itself goes by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EM fits as many segments as are asked for. Variational begins with the most there may be and prunes those that are not needed, in one mixture of the whole picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prior of the weights of a variational mixture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of this prior: less keeps fewer segments; until it is set, 1 over the most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most iterations of the fit; it ends earlier once it has converged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Global</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lab: as the eye sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RGB: as the file has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HSV: hue first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: colour alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light: how busy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full: direction too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full: any ellipse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tied: one for all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diagonal: upright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spherical: round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random responsibilities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Silhouette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Davies-Bouldin index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EM: as many as asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variational: prunes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dirichlet process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dirichlet distribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the number of segments automatically</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour and covariance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts and seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next mark begins a new object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add object as segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recolour object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a moment: the object or the segments are still being found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too ragged: it cannot become a segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no pixels: it cannot become a segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a segment already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{old} is called {new} now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the light is uneven, flattening it often finds cells and nuclei better: choose Automatic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flatten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which channels the segments are found in: names, numbers and expressions, with commas between, such as DAPI,GFP or ndvi=(b4-b3)/(b4+b3); a weight stands behind a star, DAPI*2. The picture is shown and measured as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How hematoxylin, eosin and DAB are told apart where one of them is among the channels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take out uneven light below objects of this size before segments are found. Objects must not be larger, or their inside is taken away. The picture is shown and measured as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hematoxylin, eosin, DAB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hematoxylin and DAB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>H and E of this picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels and light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels, indices and stains of this picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets ({endings})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preset {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the preset:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the preset {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted the preset {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings that go together for a kind of picture; choosing one sets them all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings as you made them; save them as a preset to have them again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save, export, import or delete presets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save as preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recolour segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only one segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reorder segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next stroke begins a new segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deal colours anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is locked: unlock it first (K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint new segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unmerge segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a segment in the list, or New segment, then paint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no stroke of a segment that is not locked here to erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no stroke here to erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a segment to see it alone. Double-click its name to rename it, its swatch to recolour it, the eye to hide it; drag to reorder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segments appear here as soon as a picture is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for segments…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an object to see and change its marks. Double-click its name to rename it, its swatch to recolour it, the eye to hide it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects that you select by clicks, a box or a lasso are listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} · {share} repainted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels painted by hand are not the model&apos;s; the eraser takes them away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number of segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing numbers of segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each number of segments is tried on the picture. Click the one that you like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying numbers of segments. What is done can be used already; Stop keeps it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the method itself goes by: how far apart the next parts to merge are, or the ICL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likelihood less what parameters and overlapping segments cost; the fewest that are good enough.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likelihood less what parameters cost, by the number of independent pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likelihood less what parameters cost; it favours many segments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much nearer pixels are to their own segment than to the next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How wide segments are beside how far apart they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How well the labels agree with those of fits to halves of the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no suggestion yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare numbers of segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All covariances</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare full, tied, diagonal and spherical covariances, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All criteria over the number of segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each number of segments looks like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewest segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segments from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Use %n segments</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{number} of {n}, stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Segment the picture with %n segments</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Mean log-likelihood per pixel, nats: it rises with every component.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Akaike: likelihood less 2 per free parameter; lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schwarz: likelihood less log n per free parameter; lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BIC, and segments that overlap cost; lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much nearer pixels are to their own segment than to the next; higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How wide segments are beside how far apart they are; lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement with fits to random halves of the picture; higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures of each number of segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try nine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position grows downwards, smoothing to the right. Click one to adopt it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position {position}, smoothing {smoothing}, as it is now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position {position}, smoothing {smoothing}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n segments</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n segments</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>a moment ago,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gmmseg was ended {ago} before your work was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n days ago,</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours ago,</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago,</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved work cannot be kept for the case of a crash. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures ({endings});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was removed from the project; its file stays where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {page}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find {page}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add pictures to the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{page} is in the project already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find the picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture on the clipboard: copy one in another program first, then paste it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and projects ({files});;Projects ({projects});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go to open {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go to open the pictures in {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files can be dropped here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go to open {n} pictures beside each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened {name}, the first of {n} pictures in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files can be dropped here: save the picture first, then drop its file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} has no pictures in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture or project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find the picture of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pasted {astimezone}.png</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} pictures of {name} are open beside each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} cannot be read: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture cannot be kept in {folder}: it is full or closed to us.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture cannot be kept in {folder}: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work through all…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit to this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model of another page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects ({endings})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save what you did to {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is saved already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hint}
Double-click the name to reset it to {default}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: open or close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put {title} into a window of its own, or back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop what is being computed  (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This takes longer the first time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choosing the number of segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judging the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describing the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing plots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing density</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning from strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rearranging segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What looks alike is one segment wherever it lies. All settings are the defaults.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fluorescence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bright cells or nuclei on dark ground: two segments, grey values, uneven light taken out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stained slide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nuclei, tissue and ground by colour alone, wherever they lie: three segments, specks smoothed away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plants on soil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green plants and the rest by the excess green index (ExG): two segments, whatever the light.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ink and paper: two segments, grey values, thin strokes kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>aerial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground cover by colour and texture; areas of fewer than 64 pixels join a neighbour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>grains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grains, coins or particles on a ground: two segments, grey values, smooth outlines, fit to count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label map as a PNG in colours; pixel value = segment number, 0 = unassigned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture with the segments&apos; colours over it, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixels, percent and mean colour of each segment and object, CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw segment numbers, 8 or 16 bits, TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mask for each segment: 255 inside, 0 outside, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture for each segment, transparent outside it, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture for each segment, as opaque as it is probable there, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected regions at the chosen detail; pixel value = region number, 16-bit PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture with every segment in its mean colour, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture with the segments&apos; boundaries drawn on it, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How undecided each pixel is: black sure, pale yellow undecided, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How close the two most probable segments are: black far, pale yellow the same, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How well the model explains each pixel: black as in training, pale yellow not at all, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy, margin and log-density, each on a page, float32 TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A grey map for each segment: 0 impossible, 255 certain, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability of each segment on a page of its own, float32 TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same with named channels, for microscopy, OME-TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same as ilastik writes it, HDF5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same as a NumPy archive, NPZ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture and label map as a folder for napari, OME-Zarr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact outlines of each segment, on the map if the picture has a place, GeoJSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact outlines of each segment in pixels for QuPath, GeoJSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same, packed, as QuPath opens it, too, GeoJSON in gzip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact outlines of each segment on the map, with areas, GeoPackage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label map in colours, tiled with smaller versions, cloud-optimised GeoTIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability of each segment in a band of its own, cloud-optimised GeoTIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines of each connected piece for ImageJ&apos;s ROI manager, ZIP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A polygon for each connected piece, COCO&apos;s JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each whole segment as runs of pixels, COCO&apos;s JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A polygon for each connected piece, LabelMe&apos;s JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons for YOLO in labels/, and data.yaml with the classes, text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines as a drawing, SVG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of it on a page for people, HTML.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spread and normality of each channel, and each segment&apos;s area with its interval, CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram, ellipses, boxes, Q-Q plot, merges and shares of the segments, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table for programs, Parquet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is measured of each object, a row for each, CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number, density and statistics of the objects of each class, CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is measured of each object for programs, Parquet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of the objects, 0 where there is none, 32-bit TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same up to number 65535, 16-bit PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same under the name that Cellpose looks for, 16-bit TIFF (32-bit above 65535).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture with the outline of each object drawn on it, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each object alone, cropped, with soft edges, as a PNG in a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each object with its number and class, COCO&apos;s JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons of objects for YOLO in objects_yolo/, with data.yaml, text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons of objects, parts grouped by number, LabelMe&apos;s JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact outline and measurements of each object for QuPath, GeoJSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact outline and measurements of each object on the map, GeoPackage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact outline of each object for ImageJ&apos;s ROI manager, named by number, ZIP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mask for each object: 255 inside, 0 outside, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture for each object, transparent outside it, PNG.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
