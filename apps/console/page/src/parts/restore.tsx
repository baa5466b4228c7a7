// Restoring a backup: a file of this box's own making.
import {useId, useState} from 'preact/hooks';
import {ask} from '../api';
import type {Problem} from '../types';
import {w} from '../words';
import {say} from './toasts';

interface Restored { extensions: number; rules: number; users: number }

// `code`: of the first visit, where the box asks for it.
export async function restore(file: File, code?: string): Promise<Problem | null> {
  const answer = await ask<Restored>('PUT', '/backup', await file.text(), undefined, code ? {'X-Jackfield-Code': code} : {});
  if (!answer.ok) return answer.problem;
  say(w.backup.restored(answer.value.extensions, answer.value.rules));
  return null;
}

export function RestoreField({onFile}: { onFile(file: File): Promise<void> }) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  async function take(event: Event) {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    await onFile(file);
    setBusy(false);
    input.value = '';
  }
  return (
    <div class="field">
      <label for={id}>{w.backup.file}</label>
      <input id={id} type="file" accept=".json,application/json" disabled={busy} data-testid="backup-file"
        aria-describedby={`${id}-hint`} onChange={event => void take(event)} />
      <small id={`${id}-hint`}>{w.backup.fileHint}</small>
    </div>
  );
}
