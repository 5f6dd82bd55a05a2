// The page of one run or several: shows what #data holds, or, live, what data.json does now.

const QUANTITIES = {
  'loss.discriminator': 'D', 'loss.generator': 'G', 'loss.penalty': 'penalty',
  'D(x)': 'D(x)', 'D(G(z))': 'D(G(z))', images_per_second: 'images/s',
};
const CURVES = [
  { title: 'Losses, nats', quantities: ['loss.discriminator', 'loss.generator'] },
  { title: 'Probability of being real', quantities: ['D(x)', 'D(G(z))'] },
  { title: 'Gradient penalty', quantities: ['loss.penalty'] },
  { title: 'Images per second', quantities: ['images_per_second'] },
];
const LIVE_MILLISECONDS = 2000;
const PLAY_MILLISECONDS = 250;

const $ = (id) => document.getElementById(id);
function make(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

let data = JSON.parse($('data').textContent);
let timer = null; // while playing

const grouped = (value) => Number(value).toLocaleString('en');
const several = () => data.runs.length > 1;

function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

// ---- Runs -------------------------------------------------------------------------------------

function showRuns() {
  $('title').textContent = data.runs.map((run) => run.name).join(', ');
  document.title = `${$('title').textContent} – gan-train`;
  $('subtitle').textContent = data.live
    ? 'Live: updated while the run trains.' : `As of ${data.made}.`;
  $('notices').replaceChildren(...data.runs.flatMap((run) => run.faults.map((fault) =>
    make('p', { className: 'notice', textContent: `${run.name}: ${fault}` }))));
  $('runs').replaceChildren(...data.runs.map((run, at) => {
    const box = make('div', { className: 'run' });
    const title = make('h3');
    if (several()) {
      const swatch = make('span', { className: 'swatch' });
      swatch.style.borderTopColor = `var(--curve-${at % 6})`;
      title.append(swatch, ' ');
    }
    title.append(`${run.name}: ${run.state}`);
    const facts = make('dl');
    for (const [name, value] of factsOf(run)) {
      const fact = make('div');
      fact.append(make('dt', { textContent: name }), make('dd', { textContent: value }));
      facts.append(fact);
    }
    box.append(title, facts);
    return box;
  }));
}

function factsOf(run) {
  const facts = [];
  const of = (value, total) => grouped(value) + (total ? ` of ${grouped(total)}` : '');
  facts.push(['Epoch', of(run.epoch, run.epochs)], ['Step', of(run.step, run.last_step)]);
  facts.push(['Images seen', grouped(run.images)]);
  if (run.seconds) facts.push(['Training time', duration(run.seconds)]);
  if (run.seconds)
    facts.push(['Images per second, overall', grouped(Math.round(run.images / run.seconds))]);
  const { best } = run;
  if (best) facts.push([`Best ${best.metric}`, `${shortNumber(best.value)} at epoch ${best.epoch}`]);
  if (run.classes.length)
    facts.push(['Classes', `${run.classes.length}: ${namesOf(run.classes)}`]);
  if (run.trainer) facts.push(['Process', String(run.trainer)]);
  return facts;
}

function namesOf(classes) {
  const names = classes.join(', ');
  return names.length > 60 ? `${names.slice(0, 60)}…` : names;
}

// ---- Samples ----------------------------------------------------------------------------------

const allEpochs = () => [...new Set(data.runs.flatMap((run) => run.grids.map((grid) => grid.epoch)))]
  .sort((a, b) => a - b);

function showSamples({ follow }) {
  const epochs = allEpochs();
  $('samples').hidden = !epochs.length;
  const slider = $('epoch');
  const last = Math.max(0, epochs.length - 1);
  const wasAtEnd = slider.value === slider.max;
  slider.max = last;
  if (follow && wasAtEnd) slider.value = last;
  const epoch = epochs[slider.value];
  $('epoch-shown').textContent = epoch === undefined ? '' : String(epoch);
  slider.setAttribute('aria-valuetext', `epoch ${epoch}`);
  const shown = new Map(); // real images -> the first run on them, for others may have the same
  for (const run of data.runs) {
    const grid = run.grids.filter((candidate) => candidate.epoch <= epoch).pop();
    const note = (grid && grid.epoch < epoch ? ' (its nearest before)' : '')
      + (run.class_columns.length ? `; columns: ${namesOf(run.class_columns)}` : '');
    showGrid(`${run.name} samples`, grid && grid.src,
      grid ? `${run.name}, epoch ${grid.epoch}${note}` : `${run.name}: none yet`);
    if (run.grids_left_out)
      $('samples-hint').textContent = 'Not all epochs are shown here; all grids are in samples/.';
    if (run.real && !shown.has(run.real)) shown.set(run.real, run.name);
  }
  [...shown].forEach(([src, name], at) => showGrid(`real ${at}`, src,
    shown.size > 1 ? `Real images of ${name}` : 'Real images'));
}

function showGrid(key, src, caption) {
  let figure = [...$('grids').children].find((child) => child.dataset.key === key);
  if (!figure) {
    figure = make('figure');
    figure.dataset.key = key;
    figure.append(make('img'), make('figcaption'));
    $('grids').append(figure);
  }
  const image = figure.firstChild;
  image.hidden = !src;
  if (src && image.getAttribute('src') !== src) image.src = src;
  image.alt = caption;
  figure.lastChild.textContent = caption;
}

function setPlaying(isPlaying) {
  clearInterval(timer);
  timer = isPlaying ? setInterval(playNext, PLAY_MILLISECONDS) : null;
  $('play').textContent = isPlaying ? 'Stop' : 'Play';
  $('play').setAttribute('aria-pressed', String(isPlaying));
}

function playNext() {
  const slider = $('epoch');
  if (slider.value === slider.max) return setPlaying(false);
  slider.value = Number(slider.value) + 1;
  showSamples({ follow: false });
}

// ---- Curves -----------------------------------------------------------------------------------

// What curves are drawn over. Steps stand for epochs until every run has been through one: their
// length is not known before.
function axis() {
  const chosen = $('axis').value;
  return chosen === 'epoch' && data.runs.some((run) => !run.steps_per_epoch) ? 'step' : chosen;
}

// Places of a split's lines on the axis.
function placesOf(run, split) {
  if (axis() === 'minute') return split.seconds.map((seconds) => seconds / 60);
  if (axis() === 'step') return split.step;
  return split.step.map((step) => step / run.steps_per_epoch);
}

function pointsOf(run, splitName, quantity) {
  const split = run.splits[splitName] || {};
  if (!split[quantity]) return [];
  const places = placesOf(run, split);
  return split[quantity].map((y, at) => ({ x: places[at], y: y === null ? NaN : y }));
}

function curvesOf(quantities, splits) {
  const curves = [];
  data.runs.forEach((run, runAt) => quantities.forEach((quantity, quantityAt) => {
    splits.forEach((split) => {
      const points = pointsOf(run, split, quantity);
      if (!points.length) return;
      const words = [several() ? run.name : '', quantities.length > 1 ? QUANTITIES[quantity] : '',
        splits.length > 1 ? split : ''];
      curves.push({
        label: words.filter(Boolean).join(' ') || QUANTITIES[quantity] || quantity,
        colour: several() ? runAt : quantityAt,
        dashes: split === 'validation' ? [5, 4] : [],
        isSmoothed: split === 'train',
        points,
      });
    });
  }));
  return curves;
}

function marks() {
  return data.runs.flatMap((run) => run.resumed_at.map((step) => {
    if (axis() === 'step') return step;
    if (axis() === 'epoch') return step / run.steps_per_epoch;
    const { step: steps = [], seconds = [] } = run.splits.train || {};
    const at = steps.findIndex((candidate) => candidate >= step);
    return at < 0 ? NaN : seconds[at] / 60;
  }));
}

function showCurves() {
  const options = {
    axis: axis(),
    logarithmic: $('logarithmic').checked,
    smoothing: Number($('smoothing').value),
    marks: marks(),
  };
  for (const spec of CURVES) {
    const parts = several() && spec.quantities.length > 1
      ? spec.quantities.map((name) => ({ title: `${spec.title}: ${QUANTITIES[name]}`,
        quantities: [name] }))
      : [spec];
    for (const { title, quantities } of parts) {
      const splits = quantities[0] === 'images_per_second' || quantities[0] === 'loss.penalty'
        ? ['train'] : ['train', 'validation'];
      const curves = curvesOf(quantities, splits);
      if (curves.length) showChart($('charts'), title, curves, options);
    }
  }
  const hints = [];
  if (options.marks.length) hints.push('Dotted vertical lines: the run was resumed there.');
  const stride = Math.max(...data.runs.map((run) => run.lines_per_point));
  if (stride > 1) hints.push(`Each point is the mean of up to ${stride} lines of metrics.jsonl.`);
  $('charts-hint').textContent = hints.join(' ');
  showQuality(options);
}

function showQuality(options) {
  const known = Object.keys(data.metrics).filter((metric) =>
    data.runs.some((run) => pointsOf(run, 'evaluation', metric).length));
  $('quality').hidden = !known.length;
  for (const metric of known) {
    const curves = curvesOf([metric], ['evaluation'])
      .map((curve) => ({ ...curve, label: several() ? curve.label : 'samples' }));
    const places = curves.flatMap((curve) => curve.points.map((point) => point.x));
    const real = data.runs.map((run) => run.real_values[metric]).find((value) => value !== undefined);
    if (real !== undefined)
      curves.push({
        label: 'real images', colour: several() ? data.runs.length : 2, dashes: [6, 4],
        isReference: true,
        points: [Math.min(0, ...places), Math.max(...places)].map((x) => ({ x, y: real })),
      });
    showChart($('quality-charts'), data.metrics[metric], curves, options);
  }
  showTable($('quality-table'), ['', ...known.map((metric) => data.metrics[metric])],
    data.runs.flatMap((run) => [
      [`${run.name}, last`, ...known.map((metric) => lastOf(run, metric))],
      ...(Object.keys(run.real_values).length ? [[several() ? 'its real images' : 'real images',
        ...known.map((metric) => shortNumber(run.real_values[metric]))]] : []),
    ]));
  $('quality-hint').hidden = data.runs.every((run) => !Object.keys(run.real_values).length);
}

function lastOf(run, metric) {
  const values = (run.splits.evaluation || {})[metric] || [];
  return shortNumber(values[values.length - 1]);
}

// ---- Settings and the record ------------------------------------------------------------------

function showTable(table, head, rows) {
  const row = (tag, cells) => {
    const line = make('tr');
    line.append(...cells.map((cell) => make(tag, { textContent: cell, className: 'number' })));
    return line;
  };
  table.replaceChildren(row('th', head), ...rows.map((cells) => row('td', cells)));
}

// {"train.batch_size": "64", ...}
function flattened(config) {
  const flat = {};
  for (const [name, value] of Object.entries(config || {})) {
    const isSection = value !== null && typeof value === 'object' && !Array.isArray(value);
    for (const [key, inner] of isSection ? Object.entries(value) : [['', value]])
      flat[isSection ? `${name}.${key}` : name] = JSON.stringify(inner);
  }
  return flat;
}

function showDifferences() {
  const configs = data.runs.map((run) => flattened(run.config));
  const names = [...new Set(configs.flatMap(Object.keys))].filter((name) =>
    configs.some((config) => config[name] !== configs[0][name]));
  $('differences').hidden = !names.length;
  showTable($('differences-table'), ['', ...data.runs.map((run) => run.name)],
    names.map((name) => [name, ...configs.map((config) => config[name] || '–')]));
}

function showRecords() {
  data.runs.forEach((run, at) => {
    const parent = $('records').children[at] || $('records').appendChild(make('div'));
    const texts = [
      ['Machine and events',
        run.events.map((event) => `${event.time}  ${event.event}: ${event.text}`).join('\n')],
      ['Resolved config and versions', JSON.stringify(run.config, null, 2)],
      ['Checkpoints', run.checkpoints.join('\n')],
    ];
    texts.forEach(([title, text], index) => {
      const details = parent.children[index] || parent.appendChild(make('details'));
      if (!details.children.length)
        details.append(make('summary'), make('pre'));
      details.children[0].textContent = several() ? `${run.name}: ${title}` : title;
      details.children[1].textContent = text || 'none';
    });
  });
  $('footer').textContent = `Made by gan-train ${data.version}.`;
}

// ---- All of it --------------------------------------------------------------------------------

function show() {
  showRuns();
  showSamples({ follow: true });
  showCurves();
  showDifferences();
  showRecords();
}

async function follow() {
  try {
    const answer = await fetch('data.json');
    if (!answer.ok) throw new Error('the run is not there now');
    const text = await answer.text();
    if (text !== follow.text) {
      data = { ...JSON.parse(text), live: true };
      show();
      follow.text = text;
    }
  } catch (error) {
    follow.text = null;
    $('subtitle').textContent = error instanceof TypeError
      ? 'No longer live: gan-train watch does not answer.'
      : `No longer live: ${error.message}.`;
  }
  setTimeout(follow, LIVE_MILLISECONDS);
}

$('epoch').addEventListener('input', () => showSamples({ follow: false }));
$('play').addEventListener('click', () => {
  if (!timer && $('epoch').value === $('epoch').max) $('epoch').value = 0;
  setPlaying(!timer);
  showSamples({ follow: false });
});
for (const id of ['axis', 'smoothing', 'logarithmic']) $(id).addEventListener('input', showCurves);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showCurves);
// The curves are pictures: they must be drawn in paper's colours before the page is laid out on it.
for (const [event, isPrinting] of [['beforeprint', true], ['afterprint', false]])
  addEventListener(event, () => {
    document.documentElement.classList.toggle('printing', isPrinting);
    showCurves();
  });
if (data.live) follow(); else show();
