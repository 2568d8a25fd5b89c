export interface TaskwardClient {
  /**
   * `fetch` for this session; `path` is below /api/v1, such as `/me/tasks/changes?limit=1000`. Adds the token, or the cookies,
   * refreshes it once for all tabs when it has expired, and repeats the request. Any other answer is returned as it is.
   *
   * @throws SignedOut when there is no session any more, TypeError as `fetch` when there is no network.
   */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** The id of the user who is logged in. From the storage: works without a network. */
  userId(): Promise<string | undefined>;
  /**
   * Calls back when the session is over or another user logs in: in this tab, in another, or ended by the server.
   *
   * @returns how to unsubscribe.
   */
  onSessionChange(listener: (userId: string | undefined) => void): () => void;
}
