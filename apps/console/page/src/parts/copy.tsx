// A value to be typed into a phone, and a button that copies it.
import {useRef, useState} from 'preact/hooks';
import {w} from '../words';

// A page that came by plain HTTP has no clipboard: there the browser copies what is selected.
async function copy(text: string, shown: HTMLElement): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed here; the old way may be.
  }
  const selection = getSelection();
  selection?.selectAllChildren(shown);
  return document.execCommand('copy');
}

export function Copy({label, value, testid}: { label: string; value: string; testid?: string }) {
  const shown = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  async function take() {
    if (!shown.current || !await copy(value, shown.current)) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  }
  return (
    <div class="copy">
      <dt>{label}</dt>
      <dd>
        <code ref={shown} data-testid={testid}>{value}</code>
        <button type="button" class="secondary small" aria-label={w.common.copyOf(label)} onClick={() => void take()}>
          {copied ? w.common.copied : w.common.copy}
        </button>
      </dd>
    </div>
  );
}
