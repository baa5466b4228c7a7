// The page as a whole: the first steps, signing in, or the office, whichever the box says.
import {useEffect} from 'preact/hooks';
import {session} from './api';
import {useCell} from './cell';
import {fault, language, look, setup} from './entry';
import {Bar} from './parts/bar';
import {Lazy} from './parts/lazy';
import {Notice} from './parts/notice';
import {Questions} from './parts/questions';
import {Toasts} from './parts/toasts';
import {Shell} from './shell';
import {w} from './words';

const loadWizard = () => import('./screens/wizard');
const loadSignIn = () => import('./screens/sign-in');
const askAgainAfter = 3_000;

function Stage() {
  const steps = useCell(setup);
  const mine = useCell(session);
  const problem = useCell(fault);
  useEffect(() => {
    if (!problem) return undefined;
    const again = setTimeout(() => void look(), askAgainAfter);
    return () => clearTimeout(again);
  }, [problem]);
  const settingUp = steps && (steps.step === 'password' || (mine?.role === 'administrator' && steps.step !== 'done'));
  if (mine && steps && !settingUp) return <Shell />;
  return (
    <>
      <Bar />
      <main id="main" class="narrow" aria-label={w.nav.content}>
        {problem ? <Notice problem={problem} />
          : !steps || mine === undefined ? <p aria-busy="true">{w.common.loading}</p>
            : settingUp ? <Lazy key="wizard" load={loadWizard} rest={[]} />
              : <Lazy key="sign-in" load={loadSignIn} rest={[]} />}
      </main>
    </>
  );
}

export function App() {
  return (
    <div id="app" key={useCell(language)}>
      <Stage />
      <Toasts />
      <Questions />
    </div>
  );
}
