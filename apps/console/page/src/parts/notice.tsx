// What went wrong, where no field can say it. Announced as it appears.
import type {Problem} from '../types';
import {w} from '../words';

interface NoticeProps {
  problem: Problem | null;
  fields?: readonly string[];  // those that tell their own faults
}

export function Notice({problem, fields = []}: NoticeProps) {
  if (!problem) return null;
  const all = problem.errors ?? [];
  const homeless = all.filter(fault => !fault.field || !fields.includes(fault.field));
  if (all.length > 0 && homeless.length === 0) return <p class="notice" role="alert">{w.fault.atFields}</p>;
  return (
    <div class="notice" role="alert" data-testid="problem">
      {homeless.length === 0 && <p>{problem.detail ? `${problem.title}. ${problem.detail}`.replace('..', '.') : problem.title}</p>}
      {homeless.map((fault, index) => <p key={index}>{fault.field ? `${fault.field}: ` : ''}{fault.detail}</p>)}
      {problem.retry_after !== undefined && <p>{w.fault.retryAfter(problem.retry_after)}</p>}
    </div>
  );
}
