// The first five minutes: a password, the people, their phones, the first call. What is done is done on
// the box; a reload goes on where GET /setup says.
import {useEffect, useState} from 'preact/hooks';
import {ask} from '../api';
import {useCell} from '../cell';
import {enter, setup} from '../entry';
import {liveCalls, registrations} from '../lists';
import type {Answer} from '../api';
import {go, route} from '../route';
import type {Session, Setup, SetupSteps} from '../types';
import {w} from '../words';
import {WizardPassword} from './wizard-password';
import {WizardPeople} from './wizard-people';
import {WizardPhones} from './wizard-phones';
import {WizardTry} from './wizard-try';

export type TakeStep = (steps: SetupSteps) => Promise<Answer<unknown>>;

const lookEvery = 2_000;

async function takeStep(steps: SetupSteps): Promise<Answer<unknown>> {
  const answer = await ask<{ setup: Setup; session: Session }>('PUT', '/setup', steps);
  if (answer.ok) {
    await enter(answer.value.session);
    setup.set(answer.value.setup);
  }
  return answer;
}

const order = ['password', 'people', 'phones', 'try'] as const;

export default function Wizard() {
  const now = useCell(setup)!;
  const [place] = useCell(route);
  const [addingPeople, setAddingPeople] = useState(false);
  const step = now.step === 'phones' ? (addingPeople ? 'people' : place === 'try' ? 'try' : 'phones') : now.step;
  useEffect(() => {
    if (now.step !== 'phones') return undefined;
    // Somebody stands before a phone and waits for green: events may be late, or not come at all.
    const timer = setInterval(() => {
      void registrations.load();
      void liveCalls.load();
    }, lookEvery);
    return () => clearInterval(timer);
  }, [now.step]);
  return (
    <>
      <ol class="steps" aria-label={w.wizard.steps}>
        {order.map(one => (
          <li key={one} aria-current={one === step ? 'step' : undefined}
            class={order.indexOf(one) < order.indexOf(step as typeof order[number]) ? 'past' : ''}>{w.wizard.step[one]}</li>
        ))}
      </ol>
      {step === 'password' && <WizardPassword takeStep={takeStep} codeRequired={now.code_required} />}
      {step === 'people' && (
        <WizardPeople takeStep={takeStep} here={now.people} done={() => setAddingPeople(false)} />
      )}
      {step === 'phones' && <WizardPhones people={now.people} addPeople={() => setAddingPeople(true)} next={() => go('try')} />}
      {step === 'try' && <WizardTry people={now.people} back={() => go('phones')} finish={async () => {
        const answer = await takeStep({done: true});
        if (answer.ok) go();
        return answer;
      }} />}
    </>
  );
}
