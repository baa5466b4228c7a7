import {useState} from 'preact/hooks';
import {get} from '../api';
import {look} from '../entry';
import {extensions, rules} from '../lists';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {restore, RestoreField} from '../parts/restore';
import type {Problem} from '../types';
import {w} from '../words';
import {FactoryReset} from './system-reset';

function hand(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], {type: 'application/json'}));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function Backup() {
  const [problem, setProblem] = useState<Problem | null>(null);
  async function download() {
    const answer = await get<unknown>('/backup');
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) hand(`jackfield-${new Date().toISOString().slice(0, 10)}.json`, JSON.stringify(answer.value, null, 1));
  }
  async function take(file: File) {
    if (!await confirm(w.backup.restore, w.backup.restoreAsk(file.name), w.backup.restore)) return;
    const refused = await restore(file);
    setProblem(refused);
    if (refused) return;
    void extensions.load();
    if (rules.items.value) void rules.load();
    void look();
  }
  return (
    <>
      <Notice problem={problem} />
      <section class="card" aria-label={w.backup.download}>
        <h2>{w.backup.download}</h2>
        <p>{w.backup.what}</p>
        <button type="button" data-testid="backup-download" onClick={() => void download()}>{w.backup.download}</button>
      </section>
      <section class="card" aria-label={w.backup.restore}>
        <h2>{w.backup.restore}</h2>
        <p>{w.backup.restoreWhat}</p>
        <RestoreField onFile={take} />
      </section>
      <FactoryReset />
    </>
  );
}
