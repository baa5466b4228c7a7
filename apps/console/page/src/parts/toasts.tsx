// Short words about what was just done, with Undo while it can be undone.
import {cell, useCell} from '../cell';
import {w} from '../words';

interface Toast {
  id: number;
  text: string;
  undo?: (() => Promise<void>) | undefined;
}

const toasts = cell<Toast[]>([]);
const undoFor = 30_000;
const readFor = 7_000;
let next = 1;

function dismiss(id: number): void {
  // The focus must not go with what vanishes.
  if (document.activeElement?.closest(`[data-toast="${id}"]`)) document.querySelector<HTMLElement>('main h1')?.focus();
  toasts.set(toasts.value.filter(one => one.id !== id));
}

// Nobody is to undo what somebody did who has left.
export const forgetToasts = () => toasts.set([]);

export function say(text: string, undo?: () => Promise<void>): void {
  const id = next++;
  // What is older than the last three is in the way more than it helps.
  toasts.set([...toasts.value.slice(-2), {id, text, undo}]);
  setTimeout(() => dismiss(id), undo ? undoFor : readFor);
}

export function Toasts() {
  const shown = useCell(toasts);
  return (
    <section class="toasts" role="status" aria-live="polite" aria-label={w.common.messages}>
      {shown.map(({id, text, undo}) => (
        <div key={id} class="toast" data-testid="toast" data-toast={id}>
          <span>{text}</span>
          {undo && (
            <button type="button" data-testid="undo" onClick={() => { dismiss(id); void undo(); }}>{w.common.undo}</button>
          )}
          <button type="button" class="plain" aria-label={w.common.dismiss} onClick={() => dismiss(id)}>×</button>
        </div>
      ))}
    </section>
  );
}
