import {useEffect} from 'preact/hooks';
import {addressOf} from '../api';
import {useFetched} from '../fetched';
import {Notice} from '../parts/notice';
import {dateTime, number, octets} from '../says';
import type {Status} from '../types';
import {w} from '../words';
import {Facts} from './call-details';

const loadEvery = 10_000;
// A card of good make bears about a hundred gigabytes for each of its own; a gigabyte a day is much.
const muchADay = 1 << 30;

export function StatusFacts() {
  const status = useFetched<Status>('/status');
  useEffect(() => {
    const timer = setInterval(() => void status.load(), loadEvery);
    return () => clearInterval(timer);
  }, []);
  const now = status.value;
  if (!now) return <Notice problem={status.problem} />;
  const office: [string, string][] = [
    [w.status.version, now.version], [w.status.started, dateTime(now.started)],
    [w.status.people, number(now.extensions)], [w.status.phones, number(now.registrations)], [w.status.calls, number(now.calls)],
    ...(now.transactions === undefined ? [] : [[w.status.transactions, number(now.transactions)] as [string, string]]),
  ];
  const network: [string, string][] = [
    [w.status.addresses, (now.addresses ?? []).join('\n') || '—'], [w.status.listening, now.listening.join('\n')],
    [w.status.domains, now.domains.join('\n') || '—'],
  ];
  const aDay = now.written_octets_a_day;
  const disk: [string, string][] = [];
  if (now.free_octets !== undefined) disk.push([w.status.free, octets(now.free_octets)]);
  if (now.written_octets !== undefined) disk.push([w.status.written, octets(now.written_octets)]);
  if (aDay !== undefined) disk.push([w.status.writtenADay, octets(aDay)]);
  return (
    <div data-testid="status">
      <Notice problem={status.problem} />
      <div class="columns">
        <section class="card" aria-label={w.status.office}><h2>{w.status.office}</h2><Facts facts={office} /></section>
        <section class="card" aria-label={w.status.network}><h2>{w.status.network}</h2><Facts facts={network} /></section>
        <section class="card" aria-label={w.status.disk}>
          <h2>{w.status.disk}</h2>
          <Facts facts={disk} />
          {aDay !== undefined && <p class="muted">{aDay > muchADay ? w.status.writesMuch : w.status.writesLittle}</p>}
        </section>
      </div>
      <p><a href={addressOf('/openapi.yaml')} data-testid="api-link">{w.status.api}</a></p>
    </div>
  );
}
