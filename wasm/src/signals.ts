// Reports network, battery and traffic to the core's send policy (send_policy.h), as the browser
// and the page know them. An unknown fact holds nothing back.
import type { Core } from './core.js';
import type { AppState, NetworkKind, NetworkState, PowerState, Status } from './types.js';
import { APP_STATES, NETWORK_KINDS } from './interface.js';

/** The kinds of `connection.type`; others are unknown. */
const NETWORKS: Record<string, NetworkKind> = {
  cellular: 'metered',
  wifi: 'unmetered',
  ethernet: 'unmetered',
};

/** The page's own reports; `undefined`: use the browser's. */
export interface Said {
  power?: PowerState | undefined;
  network?: NetworkState | undefined;
  app?: AppState;
}

interface Connection extends EventTarget {
  readonly type?: string;
  readonly saveData?: boolean;
}

interface Battery extends EventTarget {
  readonly charging: boolean;
  readonly level: number;
}

interface Device {
  readonly onLine?: boolean;
  readonly connection?: Connection;
  getBattery?(): Promise<Battery>;
}

export class Signals {
  private readonly device_ = (globalThis.navigator ?? {}) as Device;
  private battery_: Battery | undefined;
  private watching_ = false;
  private readonly said_: Said = {};

  constructor(private readonly core_: Core) {}

  /**
   * Reports to the core from now on; not before the visitor has agreed. Traffic to `own` is ours.
   */
  watch(own: string): void {
    const { device_: device } = this;
    if (device.onLine === undefined || this.watching_) return; // Node has none.
    this.watching_ = true;
    const tell = () => this.tell_();
    addEventListener('online', tell);
    addEventListener('offline', tell);
    device.connection?.addEventListener?.('change', tell);
    device.getBattery?.().then(
      (battery) => {
        this.battery_ = battery;
        battery.addEventListener('chargingchange', tell);
        battery.addEventListener('levelchange', tell);
        tell();
      },
      () => {}, // A policy of the page forbids it.
    );
    this.watchTraffic_(own);
    tell();
  }

  /** Returns the error of a report, if there is one. */
  check(said: Said): Status | undefined {
    const [network, flags, percent] = this.encode_(said);
    if (network >= 0 && flags >= 0 && percent <= 100) return undefined;
    return { code: 'invalid_argument', message: 'the value is out of range' };
  }

  /** The page's report replaces the browser's. Call it once the core runs. */
  say(said: Said): void {
    Object.assign(this.said_, said);
    this.tell_();
  }

  private tell_(): void {
    this.core_.call('core_set_device', ...this.encode_(this.said_));
  }

  /**
   * The arguments of core_set_device() (bindings.cpp has the flags). A number is less than zero for
   * an unknown word.
   */
  private encode_({ power, network, app = 'foreground' }: Said): [number, number, number] {
    const { battery_: battery } = this;
    const { onLine, connection } = this.device_;
    const kind = network
      ? network.kind
      : onLine === false
        ? 'none'
        : NETWORKS[connection?.type ?? ''];
    power ??= { batteryPercent: (battery?.level ?? -1) * 100, charging: battery?.charging };
    return [
      NETWORK_KINDS.indexOf(kind ?? 'unknown'),
      +!!(network ? network.savingData : connection?.saveData) |
        (+!!power.saving << 1) |
        (+!!power.charging << 2) |
        (APP_STATES.indexOf(app) << 3),
      Math.max(Math.round(power.batteryPercent ?? -1), -1),
    ];
  }

  /** Loads over the network wake the radio; loads from the page's cache do not. */
  private watchTraffic_(own: string): void {
    if (typeof PerformanceObserver === 'undefined') return;
    new PerformanceObserver((list) => {
      const loaded = (list.getEntries() as PerformanceResourceTiming[]).some(
        ({ name, transferSize, decodedBodySize }) =>
          !name.startsWith(own) && (transferSize > 0 || decodedBodySize === 0),
      );
      if (loaded) this.core_.call('core_note_network_activity');
    }).observe({ type: 'resource' });
  }
}
