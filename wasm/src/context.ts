// The page's facts about itself, sent with every event: members of the core's context, as JSON
// text.
import type { Config, PageContext } from './types.js';
import { VERSION } from './version.js';

function campaign(search: string): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (/^utm_(source|medium|campaign|term|content)$/.test(name)) found[name.slice(4)] = value;
  }
  return Object.keys(found).length ? found : undefined;
}

function referrer(wanted: boolean | 'origin'): string | undefined {
  const text = document.referrer;
  return wanted === 'origin' && text ? new URL(text).origin : text || undefined;
}

/** Without the braces: the core puts it beside user and session. */
export function environment(config: Config): string {
  const members: Record<string, unknown> = {
    app: config.app,
    sdk: { name: 'godwit-web', version: VERSION },
  };
  const { context = {} } = config;
  if (context !== false && typeof document !== 'undefined') {
    const { url = true, ...others }: PageContext = context;
    const told = (name: keyof typeof others) => others[name] ?? true;
    members.page = {
      url: url ? (url === 'path' ? location.origin + location.pathname : location.href) : undefined,
      referrer: told('referrer') ? referrer(told('referrer') as true | 'origin') : undefined,
      title: told('title') ? document.title || undefined : undefined,
    };
    if (told('campaign')) members.campaign = campaign(location.search);
    if (told('language')) {
      members.locale = navigator.language;
      // Not the zone's name: the first request for it costs a page 70 ms (Chromium).
      members.utc_offset = -new Date().getTimezoneOffset();
    }
    if (told('screen')) {
      members.screen = {
        width: screen.width,
        height: screen.height,
        window_width: innerWidth,
        window_height: innerHeight,
        ratio: devicePixelRatio,
      };
    }
  }
  return JSON.stringify(members).slice(1, -1);
}
