#!/usr/bin/env python3
"""The verdicts of the samples, computed without any code of Quietcore: see README.md beside this file."""
import base64
import itertools
import json
import math
import pathlib
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
PRIMARY = [("jitter", "lost"), ("wakeup", "P99")]
PAIRS = [("baseline", "tuned"), ("tuned", "baseline"), ("baseline", "baseline")]


def counts(encoded):
    """The counts array of a compressed V2 histogram: (significant digits 3, lowest 1) is all that probes write."""
    data = base64.b64decode(encoded)
    cookie, length = struct.unpack(">ii", data[:8])
    assert cookie & ~0xF0 == 0x1C849304, hex(cookie)
    data = zlib.decompress(data[8 : 8 + length])
    cookie, length, offset, digits, lowest, _, _ = struct.unpack(">iiiiqqd", data[:40])
    assert cookie & ~0xF0 == 0x1C849303 and digits == 3 and lowest == 1 and offset == 0
    values, at, end = [], 40, 40 + length
    while at < end:
        number = 0
        for i in range(9):  # LEB128 of 64 bits in at most 9 bytes, the ninth of 8 bits
            byte = data[at]
            at += 1
            number |= (byte if i == 8 else byte & 0x7F) << (7 * i)
            if i == 8 or not byte & 0x80:
                break
        number = number >> 1 ^ -(number & 1)  # zigzag
        values += [0] * -number if number < 0 else [number]
    return values


def buckets(log):
    """[(lowest, middle, highest, count)] over all windows of the plain series of an interval log."""
    total = {}
    for line in log.read_text().splitlines():
        if line.startswith("Tag=") and "_series=" not in line:
            for index, count in enumerate(counts(line.rsplit(",", 1)[1])):
                if count:
                    total[index] = total.get(index, 0) + count
    result = []
    for index, count in sorted(total.items()):
        # 2,048 buckets of 1, then 1,024 for each doubling.
        shift = max(0, index // 1024 - 1)
        low = (index - shift * 1024) << shift
        result.append((low, low + (1 << shift) // 2, low + (1 << shift) - 1, count))
    return result


def statistic(name, log, threshold):
    held = buckets(log)
    if name == "lost":
        time = sum(middle * count for _, middle, _, count in held)
        return 100 * sum(middle * count for _, middle, _, count in held if middle > threshold) / time
    rank = math.ceil(0.99 * sum(count for *_, count in held) - 1e-6)
    for _, _, highest, count in held:
        rank -= count
        if rank <= 0:
            return highest


def values(side, probe, name):
    """By repetition, and the clock's step."""
    found, step = {}, 0
    for folder in (HERE / side).glob("collected-metrics-*/repetitions/*"):
        result = json.loads((folder / "result.json").read_text())
        if result["spec"]["probe"] == probe:
            threshold = result["spec"]["schedule"]["thresholdNs"]
            found[result["spec"]["repetition"]] = statistic(name, folder / (probe + ".hlog"), threshold)
        step = max(step, result["floor"]["granularityNs"])
    return [found[number] for number in sorted(found)], step


def median(numbers):
    numbers = sorted(numbers)
    return (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2


def permutation(a, b):
    """Every way to call six of the twelve the side: one block, for nothing says that two runs took turns."""
    pooled = a + b
    ranks = [sum(o < v for o in pooled) + (sum(o == v for o in pooled) + 1) / 2 for v in pooled]
    mean = sum(ranks) * len(b) / len(pooled)
    seen = abs(sum(ranks[len(a) :]) - mean)
    sums = [sum(chosen) for chosen in itertools.combinations(ranks, len(b))]
    return sum(abs(each - mean) >= seen - 1e-9 for each in sums) / len(sums)


def compared(reference, side, probe, name):
    a, step_a = values(reference, probe, name)
    b, step_b = values(side, probe, name)
    assert len(a) == len(b) == 6 and min(a + b) > 0
    differences = sorted(math.log(v) - math.log(u) for u in a for v in b)
    least = 1e-4 if name == "lost" else max(1000, 2 * step_a, 2 * step_b)
    margin = max(0.05 * median(a), least) / median(a)
    return {
        "series": {"probe": probe},
        "statistic": name,
        "unit": "%" if name == "lost" else "ns",
        "primary": True,
        "repetitions": [a, b],
        "ratio": math.exp(median(differences)),
        "low": math.exp(differences[5]),  # 6 against 6: the 6th smallest and the 6th largest
        "high": math.exp(differences[30]),
        "p": permutation(a, b),
        "margin": margin,
    }


def judged(metrics):
    """Holm, then the rule."""
    order = sorted(range(len(metrics)), key=lambda i: metrics[i]["p"])
    highest = 0
    for place, i in enumerate(order):
        highest = max(highest, min(1, (len(metrics) - place) * metrics[i]["p"]))
        metrics[i]["p"] = highest
    for m in metrics:
        margin = m.pop("margin")
        beyond = m["ratio"] < 1 - margin or m["ratio"] > 1 + margin
        if (m["low"] > 1 or m["high"] < 1) and m["p"] <= 0.05 and beyond:
            m["verdict"] = "improved" if m["ratio"] < 1 else "regressed"
        elif m["low"] >= 1 - margin and m["high"] <= 1 + margin:
            m["verdict"] = "equivalent"
        else:
            m["verdict"] = "inconclusive"
    return metrics


def main():
    comparisons = []
    for reference, side in PAIRS:
        metrics = judged([compared(reference, side, *metric) for metric in PRIMARY])
        verdicts = [m["verdict"] for m in metrics]
        overall = next(v for v in ("regressed", "improved", "inconclusive", "equivalent") if v in verdicts)
        comparisons.append({"reference": reference, "side": side, "verdict": overall, "metrics": metrics})
    json.dump(comparisons, sys.stdout, indent=2)
    print()


main()
