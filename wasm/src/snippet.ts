// The start-up snippet: a few lines in the page itself, so that `godwit.open()` and `track()` work
// before anything is loaded. It loads godwit.script.js, which takes over the calls.
import type { Tracker } from './tracker.js';
import type { Config } from './types.js';

export interface Opening {
  config: Config;
  at: number;
  calls: [name: string, args: unknown[], at: number, answer: (value: unknown) => void][];
  tracker?: Tracker;
}

((source: string) => {
  const openings: Opening[] = [];
  const methods = (
    'track setUser setSuperProperty setKey setPower setNetwork setAppState noteNetworkActivity ' +
    'flush reset setConsent close on stats'
  ).split(' ');
  const open = (config: Config) => {
    const opening: Opening = { config, at: performance.now(), calls: [] };
    openings.push(opening);
    const stub: Record<string, (...args: unknown[]) => unknown> = {};
    for (const name of methods) {
      stub[name] = (...args) => {
        const { tracker } = opening as {
          tracker?: Record<string, (...args: unknown[]) => unknown>;
        };
        if (tracker) return tracker[name]!(...args);
        try {
          args = structuredClone(args); // The page may change an object afterwards.
        } catch {
          // A listener, or arguments that are declined later.
        }
        return new Promise((answer) => opening.calls.push([name, args, performance.now(), answer]));
      };
    }
    return stub;
  };
  Object.assign(window, { godwit: { open, openings } });
  const script = document.createElement('script');
  script.src = source;
  script.async = true;
  document.head.append(script);
})('GODWIT_SOURCE');
