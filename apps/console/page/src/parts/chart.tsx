// How many calls there were, by the hour of the last day or by the day.
import {useEffect, useRef} from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import {useCell} from '../cell';
import {isDark, theme} from '../theme';
import {locale, w} from '../words';

const hour = 3600;

interface Buckets { starts: number[]; counts: number[]; daily: boolean }

function startOfDay(seconds: number): number {
  return new Date(seconds * 1000).setHours(0, 0, 0, 0) / 1000;
}

export function bucketsOf(begins: number[], now: number): Buckets {
  const oldest = Math.min(...begins);
  const daily = now - oldest > 36 * hour;
  const first = daily ? Math.max(startOfDay(oldest), startOfDay(now - 30 * 24 * hour)) : Math.floor(now / hour) * hour - 23 * hour;
  const starts: number[] = [];
  // By calendar days: with summer time, not every day has 24 hours.
  for (let at = first; at <= now; at = daily ? startOfDay(at + 36 * hour) : at + hour) starts.push(at);
  const counts = starts.map((start, index) => begins.filter(at => at >= start && at < (starts[index + 1] ?? Infinity)).length);
  return {starts, counts, daily};
}

export function Chart({begins}: { begins: number[] }) {
  const place = useRef<HTMLDivElement>(null);
  const light = useCell(theme);
  const {starts, counts, daily} = bucketsOf(begins, Date.now() / 1000);
  useEffect(() => {
    const box = place.current;
    if (!box) return undefined;
    const dark = isDark();
    const ink = dark ? '#a4acba' : '#5d6b89';
    const bar = dark ? '#3d9bd1' : '#0172ad';
    const axis = {stroke: ink, grid: {stroke: dark ? '#2a3140' : '#e7eaf0', width: 1}, ticks: {show: false}, font: '12px system-ui'};
    const says = new Intl.DateTimeFormat(locale(), daily ? {month: 'numeric', day: 'numeric'} : {hour: '2-digit', hourCycle: 'h23'});
    const chart = new uPlot({
      width: box.clientWidth, height: 160, legend: {show: false}, cursor: {show: false},
      scales: {x: {time: true}, y: {range: (_, __, max) => [0, Math.max(4, Math.ceil(max * 1.1))]}},
      series: [{}, {fill: bar, stroke: bar, width: 0, points: {show: false}, paths: uPlot.paths.bars!({size: [0.7, 40], align: 1})}],
      axes: [
        {...axis, values: (_, splits) => splits.map(at => says.format(at * 1000))},
        {...axis, size: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]},
      ],
    }, [starts, counts], box);
    const resized = new ResizeObserver(() => chart.setSize({width: box.clientWidth, height: 160}));
    resized.observe(box);
    return () => {
      resized.disconnect();
      chart.destroy();
    };
  }, [begins, light]);
  const title = daily ? w.calls.perDay : w.calls.perHour;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={place} role="img" aria-label={w.calls.chart(title, counts.reduce((sum, one) => sum + one, 0), Math.max(...counts))} />
    </figure>
  );
}
