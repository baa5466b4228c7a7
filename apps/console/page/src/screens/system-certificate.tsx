import {useId, useState} from 'preact/hooks';
import {ask} from '../api';
import {useFetched} from '../fetched';
import {faultOf} from '../parts/field';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {say} from '../parts/toasts';
import {date} from '../says';
import type {Certificate, Problem} from '../types';
import {w} from '../words';
import {Facts} from './call-details';

const soon = 30 * 24 * 3600 * 1000;

// "a1b2c3…" in pairs, as browsers show it for comparing.
const inPairs = (hex: string) => hex.replace(/:/g, '').toUpperCase().match(/../g)?.join(':') ?? hex;

export function CertificateFacts() {
  const fetched = useFetched<Certificate>('/certificate');
  const now = fetched.value;
  async function renew() {
    if (!await confirm(w.certificate.renew, w.certificate.renewAsk, w.certificate.renew)) return;
    const answer = await ask<Certificate>('DELETE', '/certificate');
    if (!answer.ok) {
      fetched.refuse(answer.problem);
      return;
    }
    fetched.put(answer.value);
    say(w.certificate.changed);
  }
  return (
    <>
      <Notice problem={fetched.problem} />
      {now && (
        <section class="card" aria-label={w.certificate.inForce} data-testid="certificate">
          <h2>{w.certificate.inForce}</h2>
          <Facts facts={[
            [w.certificate.subject, now.subject], [w.certificate.names, now.names.join(w.common.comma)],
            [w.certificate.issuer, now.self_signed ? w.certificate.selfSigned : now.issuer],
            [w.certificate.valid, w.certificate.fromTo(date(now.not_before), date(now.not_after))],
            ['SHA-256', inPairs(now.sha256)],
          ]} />
          {Date.parse(now.not_after) - Date.now() < soon && <p class="notice">{w.certificate.endsSoon}</p>}
          <p class="muted">{now.self_signed ? w.certificate.selfSignedMeans : ''}</p>
          <button type="button" class="secondary" data-testid="certificate-renew" onClick={() => void renew()}>{w.certificate.renew}</button>
        </section>
      )}
      <Upload replaced={value => fetched.put(value)} />
    </>
  );
}

function Upload({replaced}: { replaced(value: Certificate): void }) {
  const [text, setText] = useState({certificate: '', key: ''});
  const [problem, setProblem] = useState<Problem | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const answer = await ask<Certificate>('PUT', '/certificate', text);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    setText({certificate: '', key: ''});
    replaced(answer.value);
    say(w.certificate.changed);
  }
  return (
    <form class="card" onSubmit={event => void submit(event)} aria-label={w.certificate.own}>
      <h2>{w.certificate.own}</h2>
      <Notice problem={problem} fields={['certificate', 'key']} />
      <Pem label={w.certificate.pem} value={text.certificate} fault={faultOf(problem, 'certificate')} testid="certificate-pem"
        onValue={certificate => setText({...text, certificate})} />
      <Pem label={w.certificate.key} value={text.key} fault={faultOf(problem, 'key')} testid="certificate-key"
        onValue={key => setText({...text, key})} />
      <div class="buttons">
        <button type="submit" disabled={!text.certificate || !text.key} data-testid="certificate-save">{w.certificate.use}</button>
      </div>
    </form>
  );
}

interface PemProps { label: string; value: string; fault: string | undefined; testid: string; onValue(value: string): void }

// A file or its text: whoever has the one seldom has the other at hand.
function Pem({label, value, fault, testid, onValue}: PemProps) {
  const id = useId();
  async function take(event: Event) {
    const file = (event.currentTarget as HTMLInputElement).files?.[0];
    if (file) onValue(await file.text());
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input type="file" accept=".pem,.crt,.cer,.key" aria-label={w.certificate.fileOf(label)} onChange={event => void take(event)} />
      <textarea id={id} rows={4} value={value} spellcheck={false} class="pem" placeholder="-----BEGIN …" data-testid={testid}
        aria-invalid={fault ? 'true' : undefined} aria-describedby={fault ? `${id}-fault` : undefined}
        onInput={event => onValue(event.currentTarget.value)} />
      {fault && <small id={`${id}-fault`} class="fault">{fault}</small>}
    </div>
  );
}
