/** For what outlives its request, such as a stream of events. The features that serve it know nothing of accounts. */
export abstract class EndedSessions {
  /** Whether the session has ended, by whatever instance. @throws Problem SERVICE_UNAVAILABLE if that is not known. */
  abstract has(sessionId: string): boolean;
}
