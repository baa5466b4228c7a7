// Step 2: who is here. One field takes all names; the numbers are proposed and can be changed.
import {useEffect, useId, useRef, useState} from 'preact/hooks';
import {Notice} from '../parts/notice';
import {Screen} from '../parts/screen';
import type {Problem, SetupPerson} from '../types';
import {w} from '../words';
import type {TakeStep} from './wizard';

const firstNumber = 101;
const separators = /[,，、;；\n]+/;

export const namesIn = (text: string) => text.split(separators).map(name => name.trim()).filter(Boolean);

// The next free numbers; those that were typed over stay as they are.
export function numberPeople(names: string[], chosen: Record<number, string>, taken: string[]) {
  const used = new Set([...taken, ...Object.values(chosen)]);
  let next = firstNumber;
  return names.map((name, index) => {
    const mine = chosen[index];
    if (mine !== undefined) return {name, number: mine};
    while (used.has(String(next))) next++;
    return {name, number: String(next++)};
  });
}

interface WizardPeopleProps { takeStep: TakeStep; here: SetupPerson[]; done(): void }

export function WizardPeople({takeStep, here, done}: WizardPeopleProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Record<number, string>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => field.current?.focus(), []);
  const people = numberPeople(namesIn(text), chosen, here.map(one => one.number));
  async function submit(event?: Event) {
    event?.preventDefault();
    if (people.length === 0 || busy) return;
    setBusy(true);
    const answer = await takeStep({people});
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) done();
  }
  function enterGoesOn(event: KeyboardEvent) {
    // Enter also ends the choice of a Chinese word; and who writes a name a line wants another line.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    const atNewLine = /(^|\n)\s*$/.test(text);
    if (people.length > 0 && (atNewLine || /[,，、;；]/.test(text))) {
      event.preventDefault();
      void submit();
    }
  }
  return (
    <Screen title={w.wizard.people} lead={w.wizard.peopleLead} fieldHasFocus testid="wizard-people-step">
      <form class="card" onSubmit={event => void submit(event)}>
        <Notice problem={problem} />
        <div class="field">
          <label for={id}>{w.wizard.names}</label>
          <textarea ref={field} id={id} rows={3} value={text} placeholder={w.wizard.namesExample} spellcheck={false}
            aria-describedby={`${id}-hint`} data-testid="wizard-names"
            onInput={event => setText(event.currentTarget.value)} onKeyDown={enterGoesOn} />
          <small id={`${id}-hint`}>{w.wizard.namesHint}</small>
        </div>
        {people.length > 0 && (
          <ul class="proposed" aria-label={w.wizard.proposed} data-testid="wizard-proposed">
            {people.map(({name, number}, index) => (
              <li key={index}>
                <input value={number} aria-label={w.wizard.numberOf(name)} inputMode="numeric" maxLength={32}
                  data-testid={`wizard-number-${index}`}
                  onInput={event => setChosen({...chosen, [index]: event.currentTarget.value.trim()})} />
                <span>{name}</span>
              </li>
            ))}
          </ul>
        )}
        {here.length > 0 && <p class="muted">{w.wizard.alreadyHere(here.map(one => `${one.name || one.number} (${one.number})`).join(w.common.comma))}</p>}
        <div class="buttons">
          {here.length > 0 && <button type="button" class="secondary" onClick={done}>{w.common.back}</button>}
          <button type="submit" disabled={busy || people.length === 0} aria-busy={busy} data-testid="wizard-people-next">
            {w.wizard.addPeople(people.length)}
          </button>
        </div>
      </form>
    </Screen>
  );
}
