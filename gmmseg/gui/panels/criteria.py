"""What numbers of segments are compared by, as the window calls and explains it: one table for its panels."""

from gmmseg.gui.translation import mark
from gmmseg.settings import AUTO

TITLES = {
    AUTO: mark("Automatic"),
    "icl": "ICL",
    "bic": "BIC",
    "aic": "AIC",
    "silhouette": mark("Silhouette"),
    "davies_bouldin": mark("Davies-Bouldin index"),
    "stability": mark("Stability"),
}
HINTS = {
    AUTO: mark("What the method itself goes by: how far apart the next parts to merge are, or the ICL."),
    "log_likelihood": mark("Mean log-likelihood per pixel, nats: it rises with every component."),
    "aic": mark("Akaike: likelihood less 2 per free parameter; lower is better."),
    "bic": mark("Schwarz: likelihood less log n per free parameter; lower is better."),
    "icl": mark("BIC, and segments that overlap cost; lower is better."),
    "silhouette": mark("How much nearer pixels are to their own segment than to the next; higher is better."),
    "davies_bouldin": mark("How wide segments are beside how far apart they are; lower is better."),
    "stability": mark("Agreement with fits to random halves of the picture; higher is better."),
}
