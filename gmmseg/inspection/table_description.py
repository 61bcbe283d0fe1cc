"""A model of a table in words and numbers, as `description` has models of pictures.

Effect sizes are Cohen's d (1988) of the clusters' moments, distances Bhattacharyya's (1943).
"""

import numpy as np

from gmmseg.errors import counted
from gmmseg.imaging.rendering.render import palette
from gmmseg.inspection.component_cards import ComponentCard, Neighbour, SegmentCard, cohens_d, sorted_effects
from gmmseg.inspection.description import COVARIANCES, REFERENCES, ModelDescription, versions
from gmmseg.mixture.components import bhattacharyya
from gmmseg.tables.table_model import TableModel

SCALED = {
    "standard": "each standardised to mean 0 and standard deviation 1",
    "minmax": "each scaled to 0 to 1",
    "none": "as they were",
}


def describe_table(model: TableModel, title: str = "Model of a table") -> ModelDescription:
    """Return a model of a table in words and numbers; means and deviations are in the columns' units."""
    anomalous = f"{100 * model.anomalies:g} % of the rows of the fit: log-density below {model.threshold:.4g}"
    facts = (
        ("made by", f"gmmseg {model.version}"),
        ("made from", f"{counted(model.n_rows, 'row')}, seed {model.seed}"),
        ("columns", ", ".join(model.columns)),
        ("scale", model.scaling.kind),
        ("clusters", str(model.n_clusters)),
        ("covariances", model.mixture.covariance_type),
        ("anomalies", anomalous if model.anomalies else "none"),
        ("log-likelihood", f"{model.log_likelihood:.4f} nats a row"),
    )
    methods = (
        f"Clusters were found with gmmseg {model.version} by a Gaussian mixture model of "
        f"{counted(model.n_clusters, 'component')} with {COVARIANCES[model.mixture.covariance_type]}, fitted "
        f"by expectation-maximisation [1] to {', '.join(model.columns)} of {counted(model.n_rows, 'row')}, "
        f"{SCALED[model.scaling.kind]}. Each row belongs to its most probable component. "
        f"The seed of random numbers was {model.seed}. Computations used {versions()}."
    )
    features = tuple((name, "") for name in model.columns)
    return ModelDescription(title, facts, features, _cards(model), methods, (REFERENCES["em"],))


def _cards(model: TableModel) -> tuple[SegmentCard, ...]:
    k, weights = model.n_clusters, model.mixture.weights
    spreads = np.sqrt(np.diagonal(model.covariances, axis1=1, axis2=2))
    effects = cohens_d(weights, model.means, spreads**2)
    apart = np.maximum(bhattacharyya(model.mixture, model.mixture), 0)
    np.fill_diagonal(apart, np.inf)
    cards = []
    for place, colour in enumerate(palette(k)):
        near, distance = int(apart[place].argmin()), float(apart[place].min())
        scaled = 2 * (1 - float(np.exp(-distance)))
        parts = ComponentCard(
            place + 1,
            float(weights[place]),
            tuple(model.means[place].tolist()),
            tuple(spreads[place].tolist()),
        )
        cards.append(
            SegmentCard(
                place + 1,
                f"cluster {place + 1}",
                colour,
                float(weights[place]),
                (parts,),
                (),
                sorted_effects(model.columns, effects[place]) if k > 1 else (),
                Neighbour(near + 1, f"cluster {near + 1}", distance, scaled, None) if k > 1 else None,
                None,
                None,
            )
        )
    return tuple(cards)
