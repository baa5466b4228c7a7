// The calls under way, with their durations as they grow.
import {useEffect, useState} from 'preact/hooks';
import {boxNow} from '../api';
import {useCell} from '../cell';
import {extensions, fullNameOf, liveCalls} from '../lists';
import {duration} from '../says';
import {w} from '../words';

function useSeconds(): number {
  const [now, setNow] = useState(boxNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(boxNow()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function LiveCalls() {
  const calls = useCell(liveCalls.items) ?? [];
  useCell(extensions.items);  // for the names
  const now = Math.max(useSeconds(), boxNow());
  return (
    <section aria-label={w.home.liveCalls}>
      <h2>{w.home.liveCalls}</h2>
      {calls.length === 0 && <p class="muted" data-testid="no-live-calls">{w.home.noCalls}</p>}
      <ul class="rows" data-testid="live-calls">
        {calls.map(call => (
          <li key={call.id} data-testid={`live-call-${call.id}`}>
            <span class={call.answer ? 'dot there' : 'dot ringing'} />
            <span class="grow">{call.answer ? w.home.talks(fullNameOf(call.caller), fullNameOf(call.callee))
              : w.home.rings(fullNameOf(call.caller), fullNameOf(call.callee))}</span>
            <span class="time">{duration((now - Date.parse(call.answer ?? call.begin)) / 1000)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
