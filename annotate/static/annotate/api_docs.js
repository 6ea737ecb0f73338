// The API's description in the reader's colours: those of the theme cookie, else of the system. Swagger UI has a dark set under this class.
"use strict";
{
  const chosen = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
  const system = matchMedia("(prefers-color-scheme: dark)");
  const wear = () => document.documentElement.classList.toggle("dark-mode", chosen ? chosen === "dark" : system.matches);
  wear();
  system.addEventListener("change", wear);
}
