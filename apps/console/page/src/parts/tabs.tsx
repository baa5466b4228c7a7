// Tabs as the ARIA practices have them: arrows move between them, the page's Tab key goes on.
import type {ComponentChildren} from 'preact';
import {useId, useRef} from 'preact/hooks';

export interface Tab { key: string; label: string }

interface TabsProps {
  label: string;
  tabs: Tab[];
  chosen: string;
  onChoose(key: string): void;
  children: ComponentChildren;  // of the chosen one
}

export function Tabs({label, tabs, chosen, onChoose, children}: TabsProps) {
  const id = useId();
  const bar = useRef<HTMLDivElement>(null);
  function move(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const index = (tabs.findIndex(tab => tab.key === chosen) + step + tabs.length) % tabs.length;
    onChoose(tabs[index]!.key);
    bar.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus();
  }
  return (
    <>
      <div ref={bar} class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(tab => (
          <button key={tab.key} type="button" role="tab" id={`${id}-${tab.key}`} aria-controls={`${id}-panel`}
            aria-selected={tab.key === chosen} tabIndex={tab.key === chosen ? 0 : -1} data-testid={`tab-${tab.key}`}
            onClick={() => onChoose(tab.key)}>{tab.label}</button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>{children}</div>
    </>
  );
}
