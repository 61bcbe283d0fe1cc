"""Cards and descriptions as jobs are those of the functions."""

from gmmseg import component_cards, describe
from gmmseg.job import Job
from gmmseg.session.compute.model_cards import comparing, describing, making_cards


def test_jobs_return_what_the_functions_do(document):
    found = document.segmentation()

    cards = Job(lambda workers: making_cards(found, workers), threads=1).run()
    said = Job(lambda workers: describing(found, document.settings, workers), threads=1).run()
    compared = Job(lambda workers: comparing(found.model, found.model, found.image, workers), threads=1).run()

    assert cards == component_cards(found)
    assert said == describe(found, settings=document.settings)
    assert compared.ari == 1
