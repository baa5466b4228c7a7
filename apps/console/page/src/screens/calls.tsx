// The calls that were, newest first; and one of them.
import {useEffect, useMemo, useState} from 'preact/hooks';
import {get} from '../api';
import {callSays, isGood} from '../call-says';
import {useCell} from '../cell';
import {callsEnded, extensions} from '../lists';
import {Chart} from '../parts/chart';
import type {ScreenProps} from '../parts/lazy';
import {LiveCalls} from '../parts/live-calls';
import {Notice} from '../parts/notice';
import {Screen} from '../parts/screen';
import {hrefOf} from '../route';
import {number, time} from '../says';
import type {CallRecord, Problem} from '../types';
import {w} from '../words';
import {CallDetails} from './call-details';

const page = 100;
const most = 10_000;

export default function Calls({rest: [id]}: ScreenProps) {
  return id ? <CallDetails key={id} id={id} /> : <CallList />;
}

function CallList() {
  const [calls, setCalls] = useState<CallRecord[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [limit, setLimit] = useState(page);
  const ended = useCell(callsEnded);
  useCell(extensions.items);
  useEffect(() => {
    let wanted = true;
    void get<{ calls: CallRecord[] }>(`/calls?limit=${limit}`).then(answer => {
      if (!wanted) return;
      setProblem(answer.ok ? null : answer.problem);
      if (answer.ok) setCalls(answer.value.calls);
    });
    return () => { wanted = false; };
  }, [ended, limit]);
  const begins = useMemo(() => (calls ?? []).map(call => Date.parse(call.begin) / 1000), [calls]);
  return (
    <Screen title={w.calls.title} lead={w.calls.lead} testid="calls">
      <Notice problem={problem} />
      <LiveCalls />
      {begins.length > 1 && <Chart begins={begins} />}
      <h2>{w.calls.past}</h2>
      {calls?.length === 0 && <p class="muted">{w.calls.none}</p>}
      <ul class="rows" data-testid="call-list">
        {(calls ?? []).map(call => (
          <li key={call.id}>
            <span class={isGood(call) ? 'dot there' : 'dot failed'} />
            <span class="grow">
              <a href={hrefOf('calls', call.id)} data-testid={`call-${call.id}`}>{callSays(call)}</a>
              <small class="muted">{call.caller} → {call.callee}{call.transfers && ` · ${call.transfers}`} · {call.reason}</small>
            </span>
            <span class="time">{time(call.begin)}</span>
          </li>
        ))}
      </ul>
      {calls && calls.length >= limit && limit < most && (
        <p><button type="button" class="secondary" data-testid="calls-more" onClick={() => setLimit(Math.min(limit * 5, most))}>{w.calls.more}</button></p>
      )}
      {calls && calls.length > 0 && <p class="muted">{w.calls.shown(number(calls.length))}</p>}
    </Screen>
  );
}
