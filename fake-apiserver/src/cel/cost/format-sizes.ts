/** How long the pattern behind a named format is taken to be, for what a check costs. */
export const maxRegexSizes: Readonly<Record<string, number>> = {
  DNS1123Label: 30,
  DNS1123Subdomain: 60,
  DNS1035Label: 30,
  QualifiedName: 60,
  DNS1123LabelPrefix: 30,
  DNS1123SubdomainPrefix: 60,
  DNS1035LabelPrefix: 30,
  LabelValue: 40,
  URI: 1103,
  uuid: 75,
  byte: 84,
  date: 71,
  datetime: 71,
};
