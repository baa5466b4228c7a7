// A password field that can show what was typed: nobody is made to type it twice.
import {useEffect, useId, useRef, useState} from 'preact/hooks';
import {w} from '../words';
import {describers, FieldFrame} from './field';

interface PasswordProps {
  label: string;
  value: string;
  onValue(value: string): void;
  fault?: string | undefined;
  hint?: string;
  fresh?: boolean;  // one is being chosen, not asked for
  focused?: boolean;
  testid?: string;
}

export function Password({label, value, onValue, fault, hint, fresh, focused, testid}: PasswordProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (focused) input.current?.focus();
  }, []);
  return (
    <FieldFrame id={id} label={label} hint={hint} fault={fault}>
      <div class="with-button">
        <input ref={input} id={id} type={(shown ? 'text' : 'password') as 'password'} value={value} required maxLength={256}
          autocomplete={fresh ? 'new-password' : 'current-password'} data-testid={testid} spellcheck={false}
          aria-invalid={fault ? 'true' : undefined} aria-describedby={describers(id, hint, fault)}
          onInput={event => onValue(event.currentTarget.value)} />
        <button type="button" class="secondary" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? w.common.hide : w.common.show}
        </button>
      </div>
    </FieldFrame>
  );
}
