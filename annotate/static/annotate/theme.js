// For pages whose <html> others write (the admin): the theme of the cookie, before anything is painted.
"use strict";
{
  const theme = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
  if (theme) document.documentElement.dataset.theme = theme[1];
}
