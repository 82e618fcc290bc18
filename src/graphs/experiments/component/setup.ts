/** What a component prepares for others, or needs prepared; set by us alone, no client can. */
export interface Setup {
  /** it fetches code from the network */
  fetches?: true;
  /** it makes the Python environment with this digest */
  builds?: string;
  /** it is shown the folder of the component `code`, on which it depends */
  code?: true;
  /** it runs with the Python environment of this digest, which a component before it makes */
  environment?: string;
}
