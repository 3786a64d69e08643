#7000
Moss whispers~
2 g 100
~
wait 2 sec
%echo% The moss rustles.
~
$~
