// What one screen fetches for itself: the value, or why there is none.
import {useEffect, useState} from 'preact/hooks';
import {get} from './api';
import type {Problem} from './types';

export interface Fetched<T> {
  value: T | null;
  etag: string;
  problem: Problem | null;
  load(): Promise<void>;
  put(value: T, etag?: string): void;
  refuse(problem: Problem | null): void;
}

export function useFetched<T>(path: string, again: unknown = null): Fetched<T> {
  const [value, setValue] = useState<T | null>(null);
  const [etag, setEtag] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const put = (next: T, seen = '') => {
    setValue(() => next);
    setEtag(seen);
    setProblem(null);
  };
  async function load() {
    const answer = await get<T>(path);
    if (answer.ok) put(answer.value, answer.etag);
    else setProblem(answer.problem);
  }
  useEffect(() => { void load(); }, [path, again]);
  return {value, etag, problem, load, put, refuse: setProblem};
}
