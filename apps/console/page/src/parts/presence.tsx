// Whether a phone of somebody's is there. The colour is never alone: the words say it too.
import {w} from '../words';

export function Dot({there}: { there: boolean }) {
  return <span class={there ? 'dot there' : 'dot'} role="img" aria-label={there ? w.people.there : w.people.away} />;
}
