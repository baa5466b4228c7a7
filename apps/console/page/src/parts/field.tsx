// Fields of forms: a label, what is meant, and what is wrong, tied together for those who hear the page.
import type {ComponentChildren} from 'preact';
import {useEffect, useId, useRef} from 'preact/hooks';
import type {Problem} from '../types';

export interface FieldProps {
  label: string;
  value: string;
  onValue(value: string): void;
  fault?: string | undefined;
  hint?: string | undefined;
  term?: string;  // what telephone people call it
  type?: 'text' | 'number';
  focused?: boolean;  // on its first appearance
  testid?: string;
  list?: string[] | undefined;
  required?: boolean;
  maxLength?: number;
  inputMode?: 'numeric' | 'text' | 'tel';
  autocomplete?: string;
  readOnly?: boolean;
}

// The fault of one field, as the box says it.
export function faultOf(problem: Problem | null, field: string): string | undefined {
  return problem?.errors?.filter(fault => fault.field === field).map(fault => fault.detail).join(' ') || undefined;
}

// The types of the elements want each kind by itself.
const kindOf = (type?: 'text' | 'number') => (type === 'number' ? {type: 'number'} : {type: 'text'}) as {type: 'text'};

export function Field(props: FieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.focused) input.current?.focus();
  }, []);
  return (
    <FieldFrame id={id} label={props.label} term={props.term} hint={props.hint} fault={props.fault}>
      <input ref={input} id={id} {...kindOf(props.type)} value={props.value} required={props.required}
        maxLength={props.maxLength} inputMode={props.inputMode} autocomplete={props.autocomplete ?? 'off'}
        readOnly={props.readOnly} spellcheck={false} data-testid={props.testid} list={props.list ? `${id}-list` : undefined}
        aria-invalid={props.fault ? 'true' : undefined} aria-describedby={describers(id, props.hint, props.fault)}
        onInput={event => props.onValue(event.currentTarget.value)} />
      {props.list && <datalist id={`${id}-list`}>{props.list.map(one => <option key={one} value={one} />)}</datalist>}
    </FieldFrame>
  );
}

export interface ChoiceProps {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, says: string])[];
  onValue(value: string): void;
  fault?: string | undefined;
  hint?: string | undefined;
  term?: string;
  testid?: string;
}

export function Choice(props: ChoiceProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={props.label} term={props.term} hint={props.hint} fault={props.fault}>
      <select id={id} value={props.value} data-testid={props.testid} aria-invalid={props.fault ? 'true' : undefined}
        aria-describedby={describers(id, props.hint, props.fault)} onChange={event => props.onValue(event.currentTarget.value)}>
        {props.choices.map(([value, says]) => <option key={value} value={value} selected={value === props.value}>{says}</option>)}
      </select>
    </FieldFrame>
  );
}

export const describers = (id: string, hint?: string, fault?: string) =>
  [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined;

interface FrameProps {
  id: string;
  label: string;
  term?: string | undefined;
  hint?: string | undefined;
  fault?: string | undefined;
  children: ComponentChildren;
}

export function FieldFrame({id, label, term, hint, fault, children}: FrameProps) {
  return (
    <div class="field">
      <label for={id}>{label}{term && <span class="term">{term}</span>}</label>
      {children}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {fault && <small id={`${id}-fault`} class="fault">{fault}</small>}
    </div>
  );
}
