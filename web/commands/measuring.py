"""Commands that measure: evaluate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from index import engines
from search.evaluate import evaluate as measure
from search.evaluate import load
from web.commands.common import EPILOG, as_json
from web.terminal import print_json


@click.command(epilog=EPILOG)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--engine", "names", multiple=True, type=click.Choice(engines.EMBEDDED), default=engines.EMBEDDED, help="Instead of all.")
@as_json
def evaluate(folders: Sequence[Path], names: Sequence[str], wants_json: bool) -> None:
    """Measure ranking on judged queries.

    nDCG@10, MAP and recall@100 of each engine. A folder holds docs.jsonl (id, title, text), queries.jsonl (id, text) and
    qrels.txt (TREC). Nothing of your own articles is touched.

    \b
    broadsheet evaluate FOLDER1 FOLDER2
    """
    rows = [(judged.name, name, measure(judged, engines.named(name))) for judged in map(load, folders) for name in names]
    if wants_json:
        print_json({"results": [{"collection": of, "engine": name, **asdict(quality)} for of, name, quality in rows]})
        return
    click.echo(f"{'collection':16}{'engine':10}{'nDCG@10':>9}{'MAP':>9}{'R@100':>9}")
    for of, name, quality in rows:
        click.echo(f"{of:16}{name:10}{quality.ndcg10:9.3f}{quality.map:9.3f}{quality.recall100:9.3f}")
