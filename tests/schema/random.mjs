// Chance that can be repeated (mulberry32).
export class Random {
  constructor(seed) {
    this.state = seed;
  }
  next() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  below(count) {
    return this.next() % count;
  }
  chance(percent) {
    return this.below(100) < percent;
  }
  of(choices) {
    return choices[this.below(choices.length)];
  }
}
