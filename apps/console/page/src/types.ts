// The values of ../api/openapi.yaml, by the names it gives them. Written by hand: what is here and not
// there is a fault of this file.

export type Language = 'en' | 'zh';
export type Role = 'administrator' | 'operator' | 'user';
export type Scope = 'read' | 'people' | 'rules' | 'calls' | 'recordings' | 'system';

export interface FieldFault { field?: string; detail: string }
export interface Problem {
  title: string;
  status: number;  // 0: no answer came at all
  detail?: string;
  errors?: FieldFault[];
  retry_after?: number;
}

export interface SetupPerson { number: string; name: string; registered: boolean }
export interface Setup {
  step: 'password' | 'people' | 'phones' | 'done';
  code_required: boolean;
  language: Language;
  people: SetupPerson[];
}
export interface SetupSteps {
  code?: string;
  password?: string;
  language?: Language;
  people?: { name: string; number?: string }[];
  done?: boolean;
}

export interface Session {
  name: string;
  role: Role;
  extension?: string;
  language: Language;
  csrf: string;
}
export interface User { name: string; role: Role; extension?: string; language: Language }
export interface NewUser { name: string; role: Role; extension?: string; password: string; language?: Language }
export interface Token { id: string; name: string; scopes: Scope[]; created: string; last_used?: string | null }

export interface Extension {
  number: string;
  name: string;
  busy_to: string;
  no_answer_to: string;
  ring_seconds: number;
  limit: number;
  registered: number;
}
export type ExtensionWithPassword = Extension & { password?: string };
export interface ExtensionChange {
  name?: string;
  password?: string;
  renew_password?: boolean;
  busy_to?: string;
  no_answer_to?: string;
  ring_seconds?: number;
  limit?: number;
}
export type NewExtension = ExtensionChange & { number: string };

export interface Connection {
  number: string;
  name: string;
  user: string;
  password: string;
  server: string;
  domain: string;
  transport: 'udp' | 'tcp';
  provisioning_url: string;
  microsip_url?: string;
  expires_at: string;
}
export interface Registration {
  number: string;
  contact: string;
  flow: string;
  user_agent: string;
  expires_in: number;
  registered_at: string;
}

export type Caller = 'anyone' | 'extension' | 'stranger';
export type Action = 'extension' | 'proxy' | 'foreign' | 'app' | 'redirect' | 'reject';
export interface Rule {
  position: number;
  name: string;
  caller: Caller;
  user: string;
  domain: string;
  action: Action;
  argument: string;
}
export type RuleChange = Partial<Rule>;

export interface Room {
  number: string;
  name: string;
  pin: string;
  position: number;
  inside: string[];
}
export interface App { name: string; title: string; option: { name: string; meaning: string; choices?: string[] } | null }

export interface Route {
  action: string;
  status?: number;
  why?: string;
  uri?: string;
  number?: string;
  app?: string;
  sound?: string;
}
export interface Forward { number: string; route: Route }
export interface Ringing {
  seconds?: number;
  calls?: number;
  when_busy?: Forward | null;
  when_unanswered?: Forward | null;
}
export interface Explanation {
  number: string;
  from: string;
  considered: { position: number; name: string; decided: boolean; why: string }[];
  route: Route;
  targets: string[];
  ringing: Ringing | null;
}

export interface LiveCall {
  id: string;
  caller: string;
  callee: string;
  begin: string;
  answer: string | null;
  call_id: string;
}
export type Disposition =
  | 'in progress' | 'answered' | 'busy' | 'no answer' | 'cancelled' | 'rejected' | 'failed' | 'interrupted';
export interface CallRecord {
  id: string;
  caller: string;
  callee: string;
  begin: string;
  answer: string | null;
  end: string | null;
  disposition: Disposition;
  status: number;
  reason: string;
  call_id: string;
  transfers: string;
}
export interface Media {
  promised?: string;
  real?: string;
  codec?: string;
  received?: number;
  lost?: number;
  late?: number;
  jitter_ms?: number;
  sent?: number;
  remote?: { lost_percent?: number; jitter_ms?: number } | null;
  round_trip_ms?: number | null;
}
export interface Leg { name: string; call_id: string; flows: string[]; media: Media | null }
export interface Message {
  at: string;
  after_ms: number;
  sent: boolean;
  leg: number;
  flow: string;
  method: string;
  status: number | null;
  reason: string | null;
  times: number;
  whole: boolean;
  text: string;
}
export interface Note { at: string; after_ms: number; text: string }
export type Call = CallRecord & { legs: Leg[]; messages: Message[]; missed: number; notes: Note[] };

export interface Recording { name: string; size: number; at: string }
export interface Sound { name: string; length_ms: number; octets: number; created: string }
export interface Sounds { sounds: Sound[]; room_ms: number }
export interface Setting { key: string; value: string; meaning: string; choices?: string[] }
export interface Update {
  supported: boolean;
  slot?: string;
  on_trial?: boolean;
  version?: string;
  other_version?: string;
  ready_version?: string;
  last?: string;
}
export interface Status {
  version: string;
  started: string;
  listening: string[];
  domains: string[];
  extensions: number;
  registrations: number;
  calls: number;
  transactions?: number;
  addresses?: string[];
  free_octets?: number;
  written_octets?: number;
  written_octets_a_day?: number;
}
export interface LogEvent {
  id: number;
  at: string;
  severity: 'debug' | 'info' | 'warning' | 'error';
  text: string;
}
export interface Certificate {
  subject: string;
  names: string[];
  issuer: string;
  not_before: string;
  not_after: string;
  self_signed: boolean;
  sha256: string;
}
export interface LiveEvent { id: number; type: string; data: unknown }
