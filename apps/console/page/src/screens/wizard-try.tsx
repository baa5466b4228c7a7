// Step 4: the first calls. What was heard of here is ticked off; nothing has to be.
import {useEffect, useState} from 'preact/hooks';
import type {Answer} from '../api';
import {useCell} from '../cell';
import {liveCalls} from '../lists';
import {LiveCalls} from '../parts/live-calls';
import {Notice} from '../parts/notice';
import {Screen} from '../parts/screen';
import type {Problem, SetupPerson} from '../types';
import {w} from '../words';

interface WizardTryProps { people: SetupPerson[]; back(): void; finish(): Promise<Answer<unknown>> }

const echoTest = '*43';

export function WizardTry({people, back, finish}: WizardTryProps) {
  const calls = useCell(liveCalls.items) ?? [];
  const [heard, setHeard] = useState({echo: false, other: false});
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const answered = calls.filter(call => call.answer);
    const echo = answered.some(call => call.callee === echoTest);
    const other = answered.some(call => people.some(one => one.number === call.callee));
    if (echo || other) setHeard(before => ({echo: before.echo || echo, other: before.other || other}));
  }, [calls]);
  const [first, second] = people;
  return (
    <Screen title={w.wizard.try} lead={w.wizard.tryLead} testid="wizard-try-step">
      <Notice problem={problem} />
      <ol class="card todo">
        <li class={heard.echo ? 'done' : ''} data-testid="wizard-echo" data-done={heard.echo}>
          <strong>{w.wizard.echo(echoTest)}</strong>
          <span>{heard.echo ? w.wizard.echoHeard : w.wizard.echoWhy}</span>
        </li>
        {first && second && (
          <li class={heard.other ? 'done' : ''} data-testid="wizard-other" data-done={heard.other}>
            <strong>{w.wizard.callEachOther(first.name || first.number, second.number)}</strong>
            <span>{heard.other ? w.wizard.otherHeard : w.wizard.otherWhy(second.name || second.number)}</span>
          </li>
        )}
      </ol>
      <LiveCalls />
      <div class="buttons">
        <button type="button" class="secondary" onClick={back}>{w.common.back}</button>
        <button type="button" data-testid="wizard-finish" onClick={() => void finish().then(answer => {
          if (!answer.ok) setProblem(answer.problem);
        })}>{w.wizard.finish}</button>
      </div>
    </Screen>
  );
}
