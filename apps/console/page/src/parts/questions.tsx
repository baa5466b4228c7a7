// Questions that must be answered first: may this be deleted, and whose change counts.
import type {ComponentChildren} from 'preact';
import {useEffect, useId, useRef} from 'preact/hooks';
import {cell, useCell} from '../cell';
import {w} from '../words';

export interface Clash { label: string; mine: string; theirs: string }
type Question =
  | { kind: 'confirm'; title: string; text: string; action: string; answer(yes: boolean): void }
  | { kind: 'clash'; clashes: Clash[]; answer(mine: boolean): void };

const asked = cell<Question | null>(null);

function put(make: (answer: (yes: boolean) => void) => Question): Promise<boolean> {
  return new Promise(resolve => asked.set(make(yes => {
    asked.set(null);
    resolve(yes);
  })));
}

export const confirm = (title: string, text: string, action: string) =>
  put(answer => ({kind: 'confirm', title, text, action, answer}));
// True: mine is to count.
export const settle = (clashes: Clash[]) => put(answer => ({kind: 'clash', clashes, answer}));

interface DialogProps { title: string; close(): void; children: ComponentChildren; testid?: string }

export function Dialog({title, close, children, testid}: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => (before as HTMLElement | null)?.focus();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} data-testid={testid}
      onCancel={event => { event.preventDefault(); close(); }}>
      <article>
        <h2 id={id}>{title}</h2>
        {children}
      </article>
    </dialog>
  );
}

export function Questions() {
  const question = useCell(asked);
  if (!question) return null;
  const no = () => question.answer(false);
  const yes = () => question.answer(true);
  if (question.kind === 'confirm') {
    return (
      <Dialog title={question.title} close={no} testid="confirm">
        <p>{question.text}</p>
        <div class="buttons">
          <button type="button" class="secondary" data-testid="confirm-no" onClick={no}>{w.common.cancel}</button>
          <button type="button" class="danger" data-testid="confirm-yes" onClick={yes}>{question.action}</button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={w.clash.title} close={no} testid="clash">
      <p>{w.clash.text}</p>
      <table>
        <thead><tr><th scope="col">{w.clash.what}</th><th scope="col">{w.clash.mine}</th><th scope="col">{w.clash.theirs}</th></tr></thead>
        <tbody>
          {question.clashes.map(({label, mine, theirs}) => (
            <tr key={label}><th scope="row">{label}</th><td>{mine || '—'}</td><td>{theirs || '—'}</td></tr>
          ))}
        </tbody>
      </table>
      <div class="buttons">
        <button type="button" class="secondary" data-testid="clash-theirs" onClick={no}>{w.clash.keepTheirs}</button>
        <button type="button" data-testid="clash-mine" onClick={yes}>{w.clash.keepMine}</button>
      </div>
    </Dialog>
  );
}
