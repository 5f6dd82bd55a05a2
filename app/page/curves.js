// Charts of curves: made once, then given new points; drawn by Chart.js.
'use strict';

// A curve: {label, colour: 0..5, dashes: [] | [on, off], isReference: bool, points: [{x, y}]}
// Of a label's curves, those that a reader switched off, by chart.
const charts = new Map(); // title -> {chart, element, curves, off: Set of labels}

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colourOf = (curve) => style(`--curve-${curve.colour % 6}`);

const shortNumber = (value) => {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(2);
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 6 });
};

// An exponential moving average, corrected for its start.
function smoothed(points, memory) {
  if (!memory) return points;
  let sum = 0;
  let weight = 0;
  return points.map(({ x, y }) => {
    if (Number.isNaN(y)) return { x, y };
    sum = memory * sum + (1 - memory) * y;
    weight = memory * weight + (1 - memory);
    return { x, y: sum / weight };
  });
}

// Of each curve the point nearest to x, for tooltips: curves need not share their places.
function nearestPoints(chart, x) {
  const active = [];
  chart.data.datasets.forEach((dataset, datasetIndex) => {
    const { data } = chart.getDatasetMeta(datasetIndex);
    if (!chart.isDatasetVisible(datasetIndex) || dataset.isReference) return;
    let index = -1;
    let least = Infinity;
    data.forEach((element, at) => {
      const distance = Math.abs(element.x - x);
      if (!element.skip && distance < least) [index, least] = [at, distance];
    });
    if (index >= 0) active.push({ element: data[index], datasetIndex, index });
  });
  return active;
}
Chart.Interaction.modes.nearestPoints = (chart, event) => nearestPoints(chart, event.x);

// Upright lines where a run went on after a stop.
const resumeMarks = {
  id: 'resumeMarks',
  beforeDatasetsDraw(chart) {
    const { ctx, chartArea, scales } = chart;
    ctx.save();
    ctx.strokeStyle = style('--quiet');
    ctx.setLineDash([2, 3]);
    for (const x of chart.resumeMarks || []) {
      if (x < scales.x.min || x > scales.x.max) continue;
      const pixel = scales.x.getPixelForValue(x);
      ctx.beginPath();
      ctx.moveTo(pixel, chartArea.top);
      ctx.lineTo(pixel, chartArea.bottom);
      ctx.stroke();
    }
    ctx.restore();
  },
};

function makeChart(title) {
  const element = make('div', { className: 'chart' });
  element.append(make('h3', { textContent: title }), make('div', { className: 'curves' }));
  const holder = make('div', { className: 'canvas' });
  const canvas = make('canvas', { tabIndex: 0 });
  canvas.setAttribute('role', 'img');
  const spoken = make('p', { className: 'spoken' });
  spoken.setAttribute('aria-live', 'polite');
  holder.append(canvas, spoken);
  element.append(holder);
  const chart = new Chart(canvas, {
    type: 'line',
    data: { datasets: [] },
    plugins: [resumeMarks],
    options: {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      spanGaps: false,
      interaction: { mode: 'nearestPoints', intersect: false },
      scales: { x: { type: 'linear', title: { display: true } }, y: { type: 'linear' } },
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: {
            title: (items) => items.length
              ? `${chart.options.scales.x.title.text} ${shortNumber(items[0].parsed.x)}` : '',
            label: (item) => `${item.dataset.label}: ${shortNumber(item.parsed.y)}`,
          },
        },
      },
    },
  });
  canvas.addEventListener('keydown', (event) => moveCursor(chart, spoken, event));
  return { chart, element, curves: [], off: new Set() };
}

// Left and right walk along the curves as a pointer would.
function moveCursor(chart, spoken, event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const { left, right } = chart.chartArea;
  const before = chart.cursor === undefined ? left : chart.cursor + (step * (right - left)) / 50;
  chart.cursor = Math.min(right, Math.max(left, before));
  const active = nearestPoints(chart, chart.cursor);
  chart.tooltip.setActiveElements(active, { x: chart.cursor, y: chart.chartArea.top });
  chart.setActiveElements(active);
  chart.update('none');
  spoken.textContent = active.map(({ element, datasetIndex, index }) => {
    const { label, data } = chart.data.datasets[datasetIndex];
    return `${label} ${shortNumber(data[index].y)} at ${shortNumber(data[index].x)}`;
  }).join(', ');
}

function showLegend(entry, redraw) {
  const legend = entry.element.querySelector('.curves');
  const labels = entry.curves.map((curve) => curve.label);
  if (legend.dataset.labels !== JSON.stringify(labels)) {
    legend.dataset.labels = JSON.stringify(labels);
    legend.replaceChildren(...labels.map((label) => {
      const button = make('button', { type: 'button', className: 'curve' });
      button.append(make('span', { className: 'swatch' }), ` ${label}`);
      button.addEventListener('click', () => {
        if (!entry.off.delete(label)) entry.off.add(label);
        redraw();
      });
      return button;
    }));
  }
  [...legend.children].forEach((button, at) => {
    const curve = entry.curves[at];
    button.setAttribute('aria-pressed', String(!entry.off.has(curve.label)));
    const swatch = button.firstChild.style;
    swatch.borderTopColor = colourOf(curve);
    swatch.borderTopStyle = curve.dashes.length ? 'dashed' : 'solid';
  });
}

// Shows the curves in the chart of that title, which is made at its first call.
// options  {axis: "epoch", logarithmic: bool, smoothing: 0..1, marks: [x]}
function showChart(parent, title, curves, options) {
  if (!charts.has(title)) {
    charts.set(title, makeChart(title));
    parent.append(charts.get(title).element);
  }
  const entry = charts.get(title);
  const { chart } = entry;
  entry.curves = curves;
  chart.resumeMarks = options.marks;
  chart.data.datasets = curves.map((curve) => ({
    label: curve.label,
    data: curve.isSmoothed ? smoothed(curve.points, options.smoothing) : curve.points,
    hidden: entry.off.has(curve.label),
    isReference: curve.isReference,
    borderColor: colourOf(curve),
    backgroundColor: colourOf(curve),
    borderDash: curve.dashes,
    borderWidth: curve.isReference ? 1.2 : 1.8,
    pointRadius: curve.points.length < 60 && !curve.isReference ? 2.2 : 0,
    pointHoverRadius: 4,
  }));
  const { x, y } = chart.options.scales;
  for (const scale of [x, y]) {
    scale.grid = { color: style('--line') };
    scale.ticks = { ...scale.ticks, color: style('--quiet'), maxTicksLimit: 8 };
  }
  y.type = options.logarithmic ? 'logarithmic' : 'linear';
  y.ticks.callback = options.logarithmic
    ? Chart.Ticks.formatters.logarithmic : (value) => shortNumber(value);
  x.title = { display: true, text: options.axis, color: style('--quiet') };
  chart.canvas.setAttribute('aria-label',
    `${title}: ${curves.map((curve) => curve.label).join(', ')}; arrow keys read values`);
  chart.update('none');
  showLegend(entry, () => showChart(parent, title, curves, options));
}
