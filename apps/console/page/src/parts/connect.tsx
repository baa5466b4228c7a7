// Connecting a phone: what to scan, open or type, for one person.
import {useEffect, useState} from 'preact/hooks';
import {ask, extensionPath} from '../api';
import {time} from '../says';
import type {Connection, Problem} from '../types';
import {w} from '../words';
import {Copy} from './copy';
import {Notice} from './notice';
import {Qr} from './qr';
import {Tabs} from './tabs';

interface ConnectProps { number: string; name: string; there: boolean }

type Way = 'linphone' | 'groundwire' | 'microsip' | 'hand';

export function Connect({number, name, there}: ConnectProps) {
  const [way, setWay] = useState<Way>('linphone');
  const [connection, setConnection] = useState<Connection | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [wasThere] = useState(there);  // asking is harmless only while no phone has the old password
  async function make(renew: boolean) {
    const answer = await ask<Connection>('POST', `${extensionPath(number)}/connection`, {renew});
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) setConnection(answer.value);
  }
  useEffect(() => {
    if (!wasThere) void make(false);
  }, []);
  const renewing = connection === null && (wasThere || problem?.status === 409);
  return (
    <div class="connect" data-testid={`connect-${number}`}>
      <h2>{w.connect.title(name)}</h2>
      {there && <p class="good" role="status" data-testid="connect-there">{w.connect.there(name)}</p>}
      {renewing ? (
        <>
          <p data-testid="connect-renew-why">{wasThere || there ? w.connect.renewWhy : w.connect.renewWhyAway(name)}</p>
          <p><button type="button" class="secondary" data-testid="connect-renew" onClick={() => void make(true)}>{w.connect.renew}</button></p>
        </>
      ) : <Notice problem={problem} />}
      {connection && !(there && !wasThere) && (
        <Tabs label={w.connect.which} chosen={way} onChoose={key => setWay(key as Way)} tabs={[
          {key: 'linphone', label: 'Linphone'}, {key: 'groundwire', label: 'Groundwire'},
          {key: 'microsip', label: 'MicroSIP'}, {key: 'hand', label: w.connect.byHand},
        ]}>
          <Panel way={way} connection={connection} />
          <p class="muted">{w.connect.until(time(connection.expires_at))}</p>
        </Tabs>
      )}
    </div>
  );
}

function Panel({way, connection}: { way: Way; connection: Connection }) {
  if (way === 'linphone') {
    return (
      <div class="scan">
        <Qr text={connection.provisioning_url} label={w.connect.qr} />
        <div>
          <ol>{w.connect.linphone.map(step => <li key={step}>{step}</li>)}</ol>
          <dl><Copy label={w.connect.link} value={connection.provisioning_url} testid="connect-link" /></dl>
        </div>
      </div>
    );
  }
  if (way === 'microsip' && connection.microsip_url) {
    return (
      <>
        <ol>{w.connect.microsip.map(step => <li key={step}>{step}</li>)}</ol>
        <p><a role="button" href={connection.microsip_url} download data-testid="connect-microsip">{w.connect.microsipFile}</a></p>
      </>
    );
  }
  return (
    <>
      {way !== 'hand' && <ol>{(way === 'groundwire' ? w.connect.groundwire : w.connect.microsipByHand).map(step => <li key={step}>{step}</li>)}</ol>}
      <ByHand connection={connection} />
    </>
  );
}

function ByHand({connection}: { connection: Connection }) {
  return (
    <dl>
      <Copy label={w.connect.user} value={connection.user} testid="connect-user" />
      <Copy label={w.connect.password} value={connection.password} testid="connect-password" />
      <Copy label={w.connect.domain} value={connection.domain} testid="connect-domain" />
      <Copy label={w.connect.server} value={connection.server} testid="connect-server" />
      <Copy label={w.connect.transport} value={connection.transport.toUpperCase()} testid="connect-transport" />
    </dl>
  );
}
