"""stub"""


class ExportDialog: ...
