"""Benches of the running app: readers over real websockets, and a real browser."""

import contextlib
import itertools
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import psutil
from pyvis.network import Network

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.cli.main import main as command_line
from graph_app.graph.build import build_graph
from scripts.serving import browser, running_app, wait_until
from scripts.websocket_user import WebsocketUser

_COUNTRIES = ["Finland", "Sweden", "Poland", "Germany", "France", "Spain", "Romania"]
_LOCAL = ("file:", "data:", "blob:", "http://127.0.0.1")
_PAINTED = """() => {
  for (const canvas of document.querySelectorAll('canvas')) {
    if (!canvas.width) continue;
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let drawn = 0;
    for (let at = 3; at < data.length; at += 4) drawn += data[at] > 0;
    if (drawn > 3000) return true;
  }
  return false;
}"""


def filter_change(folder: Path, changes: int = 60) -> np.ndarray:
    """Return the seconds of filter changes of one reader on the default view."""
    chance = random.Random(0)
    with (
        running_app(GRAPH_APP_DATA=str(folder)) as address,
        contextlib.closing(WebsocketUser(address)) as user,
    ):
        user.open("explore", "focus=&year=2024&lang=en")
        choices = [chance.sample(_COUNTRIES, chance.randint(1, 3)) for _ in range(changes)]
        return np.array([user.choose("Country", chosen) for chosen in choices])


def readers(folder: Path, count: int = 20, seconds: float = 90) -> tuple[np.ndarray, list[str]]:
    """Return the seconds of the actions of many readers while one computes exact betweenness."""
    took: list[float] = []
    errors: list[str] = []
    with running_app(GRAPH_APP_DATA=str(folder)) as address:
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(target=_read, args=(address, seed, until, took, errors))
            for seed in range(count)
        ]
        threads.append(threading.Thread(target=_compute, args=(address, until, errors)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return np.array(took), errors


def _read(address: str, seed: int, until: float, took: list[float], errors: list[str]) -> None:
    chance = random.Random(seed)
    with _visit(address, errors) as user:
        time.sleep(chance.uniform(0, 4))
        user.open("explore", f"focus=city:c{seed}&hops=2&lang=en")
        while time.monotonic() < until:
            time.sleep(chance.uniform(2, 6))
            took.append(_act(user, chance))


def _act(user: WebsocketUser, chance: random.Random) -> float:
    action = chance.choice(["country", "country", "colour", "overview", "profile"])
    if action == "overview":
        return user.open("", "lang=en")
    if action == "profile":
        return user.open("profile", f"node=city:c{chance.randrange(500)}&lang=en")
    if "Country" not in user.widgets or user.page != "explore":
        return user.open("explore", f"focus=city:c{chance.randrange(500)}&hops=2&lang=en")
    if action == "colour":
        return user.pick("Colour by", chance.choice(["Kind", "Country", "Theme"]))
    return user.choose("Country", chance.sample(_COUNTRIES, 2))


def _compute(address: str, until: float, errors: list[str]) -> None:
    """Ask for exact measures of the whole graph, and of another year when done."""
    years = itertools.count(2024, -1)
    with _visit(address, errors) as user:
        while time.monotonic() < until:
            user.open("measures", f"year={next(years)}&lang=en")
            user.switch("Exact betweenness", True)
            while "Kind" not in user.widgets and time.monotonic() < until:
                time.sleep(1)
                user.refresh()
            user.widgets.clear()


@contextlib.contextmanager
def _visit(address: str, errors: list[str]) -> Iterator[WebsocketUser]:
    """Open a visit; note what goes wrong in it."""
    try:
        with contextlib.closing(WebsocketUser(address)) as user:
            yield user
            errors += user.errors
    except Exception as error:
        errors.append(repr(error))


def memory(folder: Path, sessions: int = 40) -> float:
    """Return the MiB of the app's processes with many visits open on the whole graph."""
    with running_app(GRAPH_APP_DATA=str(folder)) as address, contextlib.ExitStack() as open_visits:
        for number in range(sessions):
            user = open_visits.enter_context(contextlib.closing(WebsocketUser(address)))
            user.open("explore", "focus=&lang=en&year=2024")
            user.choose("Country", [_COUNTRIES[number % len(_COUNTRIES)]])
        family = psutil.Process().children(recursive=True)
        return sum(process.memory_full_info().uss for process in family) / 2**20


def first_picture(folder: Path) -> dict[str, float]:
    """Return the seconds until a graph of 1,000 nodes is painted, by what draws it."""
    tables = synthetic_tables(1000, 1400)
    stock = folder / "stock.html"
    network = Network(cdn_resources="in_line")
    network.from_nx(_plain(build_graph(tables)))
    stock.write_text(network.generate_html(), encoding="utf-8")
    demo = folder / "demo-1k"
    command_line(["demo", "--nodes", "1000", "--edges", "1400", "--out", str(demo)])
    ours = folder / "ours.html"
    command_line(["export", str(demo), "--format", "html", "--out", str(ours)])
    with browser() as opened:
        found = {
            "stock": _painted_after(opened, stock.as_uri()),
            "standalone": _painted_after(opened, ours.as_uri()),
        }
        with running_app(GRAPH_APP_DATA=str(demo)) as address:
            _painted_after(opened, f"{address}/explore?focus=&lang=en")
            found["app"] = _painted_after(opened, f"{address}/explore?focus=&lang=en")
    return found


def _plain(graph: nx.MultiGraph) -> nx.MultiGraph:
    """Return a graph with names alone, since stock pyvis takes no more."""
    plain = nx.MultiGraph()
    plain.add_nodes_from((node, {"label": name}) for node, name in graph.nodes(data="name"))
    plain.add_edges_from(graph.edges())
    return plain


def _painted_after(opened, url: str, seconds: float = 300) -> float:
    context = opened.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.route(lambda url: not url.startswith(_LOCAL), lambda route: route.abort())
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    wait_until(page, _PAINTED, seconds=seconds)
    took = time.perf_counter() - start
    context.close()
    return took
