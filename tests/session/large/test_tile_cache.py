"""Values within a budget of bytes."""

from gmmseg.session.large.tile_cache import TileCache


def test_what_was_not_used_for_longest_goes_first():
    cache = TileCache(100)
    for key in "abc":
        cache.put(key, key.upper(), 40)
        cache.get("a")

    assert [cache.get(key) for key in "abc"] == ["A", None, "C"]
    assert cache.nbytes == 80


def test_a_value_larger_than_the_budget_stays_alone():
    cache = TileCache(100)
    cache.put("a", 1, 50)
    cache.put("b", 2, 500)

    assert len(cache) == 1
    assert cache.get("b") == 2
    cache.put("b", 3, 10)
    assert cache.nbytes == 10
