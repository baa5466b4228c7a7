// The frame of a screen. Going to another one puts the focus on its heading, so that the keyboard and
// those who hear the page start there.
import type {ComponentChildren} from 'preact';
import {useEffect, useRef} from 'preact/hooks';

let somethingShown = false;

interface ScreenFrameProps {
  title: string;
  lead?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
  fieldHasFocus?: boolean;  // a field of the screen takes the focus itself
  testid?: string;
}

export function Screen({title, lead, actions, children, fieldHasFocus, testid}: ScreenFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (somethingShown && !fieldHasFocus) heading.current?.focus();
    somethingShown = true;
  }, []);
  useEffect(() => { document.title = `${title} · Jackfield`; }, [title]);
  return (
    <div class="screen" data-testid={testid}>
      <div class="head">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
