// What the browser tells of network and battery, and of the page's own traffic, for the core's send
// policy (send_policy.h). None of it is everywhere; what is not known holds nothing back.
import type { Core } from './core.js';

// NetworkKind and the flags, as the core numbers them (bindings.cpp).
const UNKNOWN = 0;
const NONE = 1;
const UNMETERED = 2;
const METERED = 3;
const SAVES_DATA = 1;
const CHARGES = 4;

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

  constructor(private readonly core_: Core) {}

  /** From now on the core is told; not before the visitor has agreed. Traffic to `own` is ours. */
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

  private tell_(): void {
    const { battery_: battery } = this;
    const { onLine, connection } = this.device_;
    const { type, saveData } = connection ?? {};
    let network = UNKNOWN;
    if (!onLine) network = NONE;
    else if (type === 'cellular') network = METERED;
    else if (type === 'wifi' || type === 'ethernet') network = UNMETERED;
    const flags = (saveData ? SAVES_DATA : 0) | (battery?.charging ? CHARGES : 0);
    const percent = battery ? Math.round(battery.level * 100) : -1;
    this.core_.call('core_set_device', network, flags, percent);
  }

  /** What the page loads wakes the radio; what comes out of its cache does not. */
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
