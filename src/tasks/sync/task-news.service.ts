import { Injectable } from '@nestjs/common';

type Listener = (version: number) => void;

/** Who on this instance waits for a user's next number. */
@Injectable()
export class TaskNewsService {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly observers: ((owner: string, version: number) => void)[] = [];

  get owners(): string[] {
    return [...this.listeners.keys()];
  }

  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  /** @param listener may hear of a number more than once, and of an older one. @returns what ends it. */
  subscribe(owner: string, listener: Listener): () => void {
    const ofOwner = this.listeners.get(owner) ?? new Set();
    this.listeners.set(owner, ofOwner.add(listener));
    return () => {
      ofOwner.delete(listener);
      if (ofOwner.size === 0 && this.listeners.get(owner) === ofOwner) this.listeners.delete(owner);
    };
  }

  /** @param observer hears of the writes of all owners on this instance, and maybe of others'. */
  observe(observer: (owner: string, version: number) => void): void {
    this.observers.push(observer);
  }

  /** Call it once the write has committed. */
  publish(owner: string, version: number): void {
    for (const observer of this.observers) observer(owner, version);
    for (const listener of this.listeners.get(owner) ?? []) listener(version);
  }
}
