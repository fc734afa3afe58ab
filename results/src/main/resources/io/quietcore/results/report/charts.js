"use strict";
(function () {
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(name).trim();
  const ink = colour("--soft");
  const grid = { stroke: colour("--line"), width: 1 };
  const sideColour = (index) => colour("--side" + (index % 4));

  function time(ns) {
    if (ns === null || ns === undefined) return "–";
    const units = [[1e9, " s"], [1e6, " ms"], [1e3, " µs"], [1, " ns"]];
    const [size, name] = units.find(([s]) => ns >= s) || units[3];
    return Number((ns / size).toPrecision(3)) + name;
  }

  // 10 -> 90 %, 100 -> 99 %, 1000 -> 99.9 %
  function percentile(oneIn) {
    const digits = Math.max(0, Math.round(Math.log10(oneIn)) - 2);
    return (100 * (1 - 1 / oneIn)).toFixed(digits) + " %";
  }

  const powers = (splits) => splits.map((v) => (Number.isInteger(Math.round(Math.log10(v) * 1e6) / 1e6) ? v : null));
  const axis = (values, size) => ({
    stroke: ink, grid: grid, ticks: grid, size: size, font: "12px system-ui, sans-serif", values: values,
  });
  const yAxis = axis((u, splits) => powers(splits).map((v) => (v === null ? "" : time(v))), 64);

  const heights = { curve: 320, histogram: 260, spikes: 200, load: 200 };

  function plot(figure, options, data) {
    const box = figure.querySelector(".chart");
    const chart = new uPlot(Object.assign({
      width: box.clientWidth, height: heights[figure.className], cursor: { drag: { x: true, y: true, uni: 20 } },
    }, options), data, box);
    keys(box, chart);
    new ResizeObserver(() => {
      if (Math.abs(box.clientWidth - chart.width) > 1) chart.setSize({ width: box.clientWidth, height: chart.height });
    }).observe(box);
  }

  // What the mouse does, by keys: the arrows move the cursor, + and - zoom about it, Escape shows all again.
  function keys(box, chart) {
    const xs = chart.data[0];
    const log = chart.scales.x.distr === 3;
    const position = (x) => (log ? Math.log10(x) : x);
    const value = (p) => (log ? 10 ** p : p);
    const seen = () => [position(chart.scales.x.min), position(chart.scales.x.max)];
    const clamp = (v, low, high) => Math.min(Math.max(v, low), high);
    const said = document.createElement("p");
    said.className = "said";
    said.setAttribute("aria-live", "polite");
    box.append(said);
    let at = -1;
    let whole = [0, 1];
    // uPlot sets its scales, and its legend, in a microtask: what reads them comes after.
    const later = queueMicrotask;
    later(() => { whole = seen(); });

    function show(from, span) {
      const all = whole[1] - whole[0];
      const width = clamp(span, all / 1000, all);
      const start = clamp(from, whole[0], whole[1] - width);
      chart.setScale("x", { min: value(start), max: value(start + width) });
    }

    function zoom(factor) {
      const [from, to] = seen();
      const middle = at < 0 ? (from + to) / 2 : position(xs[at]);
      show(middle - (to - from) * factor / 2, (to - from) * factor);
      tellRange();
    }

    function tellRange() {
      const words = (x) => chart.series[0].value(chart, x, 0, null);
      later(() => { said.textContent = words(chart.scales.x.min) + " to " + words(chart.scales.x.max); });
    }

    function point(index) {
      at = clamp(index, 0, xs.length - 1);
      const [from, to] = seen();
      const x = position(xs[at]);
      if (x < from || x > to) show(x - (to - from) / 2, to - from);
      later(() => {
        chart.setCursor({ left: chart.valToPos(xs[at], "x"), top: chart.bbox.height / devicePixelRatio / 2 });
        later(() => {
          said.textContent = [...box.querySelectorAll(".u-series:not(.thin)")]
            .map((row) => row.querySelector(".u-label").textContent + " " + row.querySelector(".u-value").textContent)
            .join(", ");
        });
      });
    }

    const actions = {
      ArrowRight: () => point(at + 1), ArrowLeft: () => point(at - 1), Home: () => point(0), End: () => point(xs.length - 1),
      "+": () => zoom(1 / 2), "-": () => zoom(2),
      Escape: () => {
        show(whole[0], whole[1] - whole[0]);
        tellRange();
      },
    };
    box.tabIndex = 0;
    box.addEventListener("keydown", (event) => {
      const action = event.target === box && !event.ctrlKey && !event.metaKey && !event.altKey && actions[event.key];
      if (action && xs.length > 0) {
        event.preventDefault();
        action();
      }
    });
    // A side is shown or hidden in the legend.
    const pressed = () => later(() => box.querySelectorAll(".u-series [role=button]").forEach((name) =>
      name.setAttribute("aria-pressed", String(!name.closest(".u-series").classList.contains("u-off")))));
    box.querySelectorAll(".u-series:not(.thin)").forEach((row, i) => {
      if (i === 0) return;
      const name = row.querySelector(".u-label");
      name.tabIndex = 0;
      name.setAttribute("role", "button");
      // With Ctrl a click hides all others.
      row.querySelector("th").addEventListener("click", pressed);
      name.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          row.querySelector("th").click();
        }
      });
    });
    pressed();
  }

  function curves(figure, chart) {
    const sides = [...new Set(chart.series.map((s) => s.side))];
    // The axis ends where the last curve does.
    const length = 2 + Math.max(...chart.series.map((s) => s.valuesNs.findLastIndex((v) => v > 0)));
    // Thin ones first, so that the thick ones lie on top.
    const ordered = chart.series.slice().sort((a, b) => (b.repetition > 0) - (a.repetition > 0));
    const series = ordered.map((s) => {
      const own = sideColour(sides.indexOf(s.side));
      const thin = s.repetition > 0;
      return {
        label: s.side + (s.series ? " (" + s.series + ")" : ""), class: thin ? "thin" : null,
        stroke: thin ? own + "55" : own, width: thin ? 1 : s.series ? 1.5 : 2.5,
        dash: s.series ? [2, 4] : !thin && sides.indexOf(s.side) === 0 ? [9, 4] : undefined,
        points: { show: false }, value: (u, v) => time(v),
      };
    });
    // The thin lines, which have no row in the legend, go with the thick one of their side.
    const together = (u, i, change) => {
      if (i === null || change.show === undefined || i === 0 || ordered[i - 1].repetition > 0 || ordered[i - 1].series) return;
      ordered.forEach((s, j) => {
        if (s.repetition > 0 && s.side === ordered[i - 1].side) u.setSeries(j + 1, { show: change.show });
      });
    };
    plot(figure, {
      scales: { x: { time: false, distr: 3, log: 10 }, y: { distr: 3, log: 10 } },
      axes: [axis((u, splits) => powers(splits).map((v) => (v === null ? "" : percentile(v))), 40), yAxis],
      hooks: { setSeries: [together] },
      series: [{ label: "percentile", value: (u, v) => (v === null ? "–" : percentile(v)) }, ...series],
    }, [chart.oneIn.slice(0, length), ...ordered.map((s) => s.valuesNs.slice(0, length).map((v) => (v > 0 ? v : null)))]);
  }

  function histogram(figure, chart) {
    const rate = (v) => {
      if (v === null || v === undefined) return "–";
      const [size, name] = [[1e6, " M/s"], [1e3, " k/s"], [1, " /s"]].find(([from]) => v >= from) || [1, " /s"];
      return Number((v / size).toPrecision(3)) + name;
    };
    // Bars reach from an edge to the next: the last edge has none.
    const rates = chart.sides.map((s) => [...s.counts.map((n) => (n > 0 ? n / s.measuredS : null)), null]);
    const edges = chart.edgesNs;
    // The first bin holds what is shorter too.
    const bin = (v, i) => {
      if (v === null) return "–";
      if (i === null) return time(v);
      if (i + 1 >= edges.length) return "–";
      return v < 10 ? "under 10 ns" : time(v) + " to " + time(edges[i + 1]);
    };
    plot(figure, {
      scales: {
        x: { time: false, distr: 3, log: 10 },
        // A bar of the lowest rate has a height too. Where nothing is seen, there is no range.
        y: { distr: 3, log: 10, range: (u, min, max) => (min === null
          ? [null, null]
          : [10 ** Math.floor(Math.log10(min / 2)), 10 ** Math.ceil(Math.log10(max))]) },
      },
      axes: [axis((u, splits) => powers(splits).map((v) => (v === null ? "" : time(v))), 40),
        // Ten decades: a line for each is enough.
        Object.assign(axis((u, splits) => powers(splits).map((v) => (v === null ? "" : rate(v))), 76), {
          grid: Object.assign({ filter: (u, splits) => powers(splits) }, grid),
          ticks: Object.assign({ filter: (u, splits) => powers(splits) }, grid),
        })],
      series: [{ label: "length", value: (u, v, s, i) => bin(v, i) },
        ...chart.sides.map((s, i) => ({
          label: s.side, stroke: sideColour(i), fill: sideColour(i) + "33", width: 1,
          paths: uPlot.paths.bars({ size: [1, Infinity], align: 1 }), points: { show: false }, value: (u, v) => rate(v),
        }))],
    }, [edges, ...rates]);
  }

  function spikes(figure, chart) {
    const all = chart.sides.flatMap((s, i) => s.points.map(([x, y]) => [x, y, i])).sort((a, b) => a[0] - b[0]);
    const data = [all.map((p) => p[0])];
    chart.sides.forEach((s, i) => data.push(all.map((p) => (p[2] === i ? p[1] : null))));
    plot(figure, {
      scales: { x: { time: false }, y: { distr: 3, log: 10 } },
      axes: [axis((u, splits) => splits.map((v) => v + " s"), 40), yAxis],
      series: [{ label: "measured time", value: (u, v) => (v === null ? "–" : v.toFixed(3) + " s") },
        ...chart.sides.map((s, i) => ({
          label: s.side + (s.lost > 0 ? " (the ring lost " + s.lost + ")" : ""), stroke: sideColour(i), paths: () => null,
          points: { show: true, size: i === 0 ? 5 : 4, fill: i === 0 ? undefined : sideColour(i) },
          value: (u, v) => time(v),
        }))],
    }, data);
  }

  function load(figure, chart) {
    // Bands first, so that the spikes lie on top.
    const shade = (u) => chart.bands.forEach((band) => {
      const from = Math.max(u.valToPos(band.fromS, "x", true), u.bbox.left);
      const until = Math.min(u.valToPos(band.untilS, "x", true), u.bbox.left + u.bbox.width);
      u.ctx.fillStyle = sideColour(1) + (band.name === "churn" ? "44" : "22");
      if (until > from) u.ctx.fillRect(from, u.bbox.top, until - from, u.bbox.height);
    });
    plot(figure, {
      scales: { x: { time: false }, y: { distr: 3, log: 10 } },
      axes: [axis((u, splits) => splits.map((v) => v + " s"), 40), yAxis],
      hooks: { drawClear: [shade] },
      series: [{ label: "since the load began", value: (u, v) => (v === null ? "–" : v.toFixed(3) + " s") },
        { label: "spike", stroke: sideColour(0), paths: () => null, points: { show: true, size: 4 }, value: (u, v) => time(v) }],
    }, [chart.points.map((p) => p[0]), chart.points.map((p) => p[1])]);
  }

  const draw = { curve: curves, histogram: histogram, spikes: spikes, load: load };
  for (const filter of document.querySelectorAll(".filter")) {
    const rows = filter.closest("details").querySelectorAll("tr");
    filter.addEventListener("input", () => rows.forEach((row, i) => {
      row.hidden = i > 0 && !row.cells[0].textContent.includes(filter.value);
    }));
  }

  for (const figure of document.querySelectorAll("figure")) {
    const chart = JSON.parse(figure.querySelector("script").textContent);
    draw[figure.className](figure, chart);
  }
})();
