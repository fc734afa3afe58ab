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

  function plot(figure, options, data) {
    const box = figure.querySelector(".chart");
    const chart = new uPlot(Object.assign({
      width: box.clientWidth, height: figure.className === "curve" ? 320 : 200, cursor: { drag: { x: true, y: true, uni: 20 } },
    }, options), data, box);
    new ResizeObserver(() => {
      if (Math.abs(box.clientWidth - chart.width) > 1) chart.setSize({ width: box.clientWidth, height: chart.height });
    }).observe(box);
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
    plot(figure, {
      scales: { x: { time: false, distr: 3, log: 10 }, y: { distr: 3, log: 10 } },
      axes: [axis((u, splits) => powers(splits).map((v) => (v === null ? "" : percentile(v))), 40), yAxis],
      series: [{ label: "percentile", value: (u, v) => (v === null ? "–" : percentile(v)) }, ...series],
    }, [chart.oneIn.slice(0, length), ...ordered.map((s) => s.valuesNs.slice(0, length).map((v) => (v > 0 ? v : null)))]);
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

  const draw = { curve: curves, spikes: spikes, load: load };
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
