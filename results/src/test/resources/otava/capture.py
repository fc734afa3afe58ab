"""Writes captured.json: what Apache Otava 0.8.0 finds in published and in generated series.

    pip install apache-otava==0.8.0 && python3 capture.py > captured.json
"""

import json
import random

from otava.analysis import compute_change_points

# The series of Otava's and Hunter's own tests.
PUBLISHED = {
    "otava series_test 1": [1.02, 0.95, 0.99, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55],
    "otava series_test 2": [2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.80, 1.76, 1.78],
    "otava series_test many": [1] * 5 + [5] * 8 + [9] * 8 + [3] * 9,
    "otava series_test zeros": [0.0, 0.0, 0.0, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55],
    "otava change_point_divisive_test": [
        0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0,
    ],
}


def generated():
    rng = random.Random(1)
    shapes = {
        "none": lambda i, n: 100,
        "step": lambda i, n: 100 if i < n * 2 // 3 else 115,
        "two steps": lambda i, n: 100 if i < n // 3 else 120 if i < 2 * n // 3 else 95,
        "ramp": lambda i, n: 100 + 30 * i / n,
        "last": lambda i, n: 100 if i < n - 3 else 140,
    }
    noises = {
        "normal": lambda: rng.gauss(0, 3),
        "skewed": lambda: 100 * (rng.lognormvariate(0, 0.08) - 1),
        "whole": lambda: rng.randint(-5, 5),
    }
    for shape, level in shapes.items():
        for noise, draw in noises.items():
            for n in (8, 24, 60, 130):
                yield f"{shape}, {noise}, {n}", [round(level(i, n) + draw(), 3) for i in range(n)]


def captured(name, values):
    points, _ = compute_change_points([float(value) for value in values], 50, 0.001, 0.0)
    return {
        "name": name,
        "values": values,
        "points": [
            {"index": int(p.index), "before": float(p.stats.mean_1), "after": float(p.stats.mean_2), "p": float(p.stats.pvalue)}
            for p in points
        ],
    }


series = list(PUBLISHED.items()) + list(generated())
print("[" + ",\n".join(json.dumps(captured(*each)) for each in series) + "]")
