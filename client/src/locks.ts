/** Of Web Locks, what is needed here. */
export interface Locks {
  request<T>(name: string, run: () => Promise<T>): Promise<T>;
}

const running = new Map<string, Promise<unknown>>();

/** For one process, where there are no Web Locks: Node, React Native, a page over plain http. */
export const processLocks: Locks = {
  request(name, run) {
    const result = (running.get(name) ?? Promise.resolve()).then(run);
    running.set(
      name,
      result.catch(() => {}),
    );
    return result;
  },
};
