// A screen that is fetched when somebody goes there.
import type {ComponentType} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {w} from '../words';

export type ScreenProps = { rest: string[] };
export type Loader = () => Promise<{ default: ComponentType<ScreenProps> }>;

const loaded = new Map<Loader, ComponentType<ScreenProps>>();

export function Lazy({load, rest}: { load: Loader; rest: string[] }) {
  const [Screen, setScreen] = useState<ComponentType<ScreenProps> | null>(() => loaded.get(load) ?? null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    load().then(module => {
      loaded.set(load, module.default);
      if (wanted) setScreen(() => module.default);
    }, () => wanted && setFailed(true));
    return () => { wanted = false; };
  }, [load]);
  // The files of a page that was replaced by an update are gone: the new page has its own.
  if (failed) {
    return (
      <p role="alert">
        {w.fault.outdated} <button type="button" onClick={() => location.reload()}>{w.common.reload}</button>
      </p>
    );
  }
  return Screen ? <Screen rest={rest} /> : <p aria-busy="true">{w.common.loading}</p>;
}
